/* Our own probes, in the page. Each answers with findings: [rule, what and where]. The engines do not see these. */
(() => {
  const PRESSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]';
  const LETTERS = { zh: /\p{Script=Han}/u, ar: /\p{Script=Arabic}/u };
  const LATIN = /\p{Script=Latin}+(?:['’.-]\p{Script=Latin}+)*/gu;
  const SCRIPT_OF = { zh: 'Han', ar: 'Arabic' };
  const MOST_WORDS = 6; // more words than a name has, in a text that should be in other letters
  const SPACING = new CSSStyleSheet();
  // WCAG 1.4.12: what a reader may set.
  SPACING.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
    + ' p { margin-block-end: 2em !important }');

  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSeen = (one) => one.getClientRects().length > 0 && one.checkVisibility({ visibilityProperty: true });
  const isAside = (one) => one.closest('.skip, .visually-hidden');
  const words = (one) => (one.textContent || one.getAttribute('aria-label') || one.name || '').trim().replace(/\s+/g, ' ');
  const say = (one) => `<${one.tagName.toLowerCase()}${one.className && one.className.baseVal === undefined ? '.'
    + one.className.split(' ')[0] : ''}> "${words(one).slice(0, 40)}"`;
  const hasWords = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const canBePressed = (one) => isSeen(one) && !one.disabled && one.tabIndex >= 0;
  const isLinkInSentence = (one) => {
    const around = one.matches('a') && one.closest('p, li, dd');
    return around && getComputedStyle(one).display === 'inline' && words(around).length > words(one).length;
  };
  const boxOf = (one) => (one.matches('input[type=radio], input[type=checkbox]') && one.closest('label') || one)
    .getBoundingClientRect();

  const HOLDS = {
    /* What a page is, whatever its size and colours. */
    title: () => (document.title.trim() ? [] : ['the page has no title']),
    'one-h1': () => {
      const found = all('h1').filter(isSeen);
      return found.length === 1 ? [] : [`${found.length} level-one headings`];
    },
    'heading-order': () => {
      let last = 1; // the summary of what to look at again stands before the title
      return all('h1, h2, h3, h4, h5, h6').filter(isSeen).flatMap((one) => {
        const level = +one.tagName[1], skipped = level > last + 1;
        last = level;
        return skipped ? [`${say(one)} skips a level`] : [];
      });
    },
    landmarks: () => (all('main').filter(isSeen).length === 1 ? [] : ['not exactly one main part']),
    'label-missing': () => fields().filter((one) => !isNamed(one) && !one.placeholder).map(say),
    'placeholder-only': () => fields().filter((one) => !isNamed(one) && one.placeholder).map(say),
    'image-alt': () => all('img:not([alt]), input[type=image]:not([alt]), area:not([alt])').map((one) => one.outerHTML.slice(0, 80)),
    'tab-order': () => all('[tabindex]').filter((one) => one.tabIndex > 0).map(say),
    'not-reached': () => all('body *').filter((one) => getComputedStyle(one).cursor === 'pointer' && isSeen(one)
      && !one.closest('a[href], button, label, summary, input, select, textarea, option, [role=button][tabindex]')).map(say),
    'duplicate-id': () => {
      const seen = new Set();
      return all('[id]').filter((one) => seen.has(one.id) || !seen.add(one.id)).map(say);
    },
    moves: () => document.getAnimations().map((each) => `${each.constructor.name} on ${say(each.effect.target)}`),
    sounds: () => all('audio[autoplay], video[autoplay], marquee, blink, meta[http-equiv=refresh]').map((one) => one.outerHTML.slice(0, 80)),
    'paste-refused': () => all('[onpaste]').map(say),
    'letters-of-another-language': () => textsInAnotherLanguage(),
  };

  const fields = () => all('input:not([type=hidden], [type=submit], [type=button], [type=image]), select, textarea').filter(isSeen);
  const isNamed = (one) => one.labels?.length || one.getAttribute('aria-label')?.trim() || one.title.trim()
    || (one.getAttribute('aria-labelledby') || '').split(/\s+/).some((id) => document.getElementById(id)?.textContent.trim());

  function textsInAnotherLanguage() {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const one = node.parentElement, text = node.textContent.trim();
      if (!text || one.closest('script, template, style') || !isSeen(one)) continue;
      const told = (one.closest('[lang]')?.lang || '').split('-')[0];
      const wrong = Object.entries(LETTERS).find(([tag, letters]) => letters.test(text) && told !== tag);
      if (wrong) found.push(`${say(one)} has ${SCRIPT_OF[wrong[0]]} letters and is marked "${told}"`);
      else if (LETTERS[told] && !LETTERS[told].test(text) && (text.match(LATIN) || []).length >= MOST_WORDS)
        found.push(`${say(one)} is not in "${told}"`);
    }
    return found;
  }

  const once = (tag, direction) => {
    const root = document.documentElement;
    const wrong = Object.entries(HOLDS).flatMap(([rule, look]) => look().map((each) => [rule, each]));
    if (root.lang !== tag) wrong.push(['lang', `the page says "${root.lang}", the reader chose "${tag}"`]);
    if (getComputedStyle(root).direction !== direction) wrong.push(['dir', `the page does not run ${direction}`]);
    return wrong;
  };

  /* Scripts may still be adding to the page, such as the voices there are, or what is kept: until they have been quiet, and
     what they asked the server for has come. */
  const QUIET = 120, PATIENCE = 5000;
  const settled = () => new Promise((go) => {
    const end = setTimeout(done, PATIENCE);
    const rested = () => (window.unanswered ? wait() : done());
    let quiet = setTimeout(rested, QUIET);
    const wait = () => { clearTimeout(quiet); quiet = setTimeout(rested, QUIET); };
    const watch = new MutationObserver(wait);
    watch.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
    function done() { clearTimeout(end); clearTimeout(quiet); watch.disconnect(); go(); }
  });

  /* What a reader can unfold is looked at unfolded, for that shows all there is. */
  const unfold = () => { for (const one of all('details')) one.open = true; };

  /* How a page is built: its elements and attributes, what is empty, what is hidden; without words, tokens, addresses, which
     of the choices is chosen, what is told to nobody, and what is within a part that is hidden as a whole. */
  const PASSING = /^(value|href|action|content|src|d|title|alt|aria-label|aria-pressed|placeholder|lang|id|for|name|data-.*)$/;
  const hash = (text) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
    }
    return `${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}`;
  };
  const made = () => {
    const of = (one) => [one.tagName,
      [...one.attributes].filter(({ name }) => name !== 'aria-current').map((each) => each.name + (PASSING.test(each.name) ? !!each.value : each.value)).join(' '),
      one.value !== undefined && !one.value, isFolded(one) ? [] :
      [...one.childNodes].filter((node) => !isMute(node)).map((node) => (node.nodeType === 3 ? (node.textContent.trim() ? 1 : 0) : node.nodeType === 1 ? of(node) : ''))];
    const { dir, dataset } = document.documentElement;
    return hash(JSON.stringify([dir, dataset.mode || '', of(document.body)]).replace(/\d+/g, '0'));
  };
  const isFolded = (one) => one.hidden && !one.getClientRects().length;
  const isMute = (one) => one.ariaHidden === 'true' && !one.querySelector(PRESSABLE);
  const drawn = (one) => (isFolded(one) ? '' : [...one.children].filter((each) => !isMute(each)).map((each) => (each.getClientRects().length ? 1 : 0) + drawn(each)).join(''));
  const built = (of = made()) => `${of} ${hash(drawn(document.body))}`;
  /* The colours that are drawn: two themes with the same ones, such as 'dark' and 'auto' on a dark phone, are one to an engine. */
  const colours = () => hash(all('html, body, body *').filter((one) => one.getClientRects().length).map((one) => {
    const style = getComputedStyle(one);
    return [style.color, style.backgroundColor, style.backgroundImage, style.borderColor, style.fill, style.opacity,
      style.fontWeight, style.textDecoration].join();
  }).join() + [...document.documentElement.computedStyleMap()].filter(([name]) => name.startsWith('--')).join());
  /* Where everything stands and how large it is: what a theme does not move is measured once for all themes. */
  const places = () => hash(all('html, body *').map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height, one.scrollWidth];
  }).join());

  /* Draw the page as the server would have drawn it with another theme or text size. */
  const draw = (look) => {
    const root = document.documentElement;
    for (const [name, value] of look.attributes) if (root.getAttribute(name) !== value) root.setAttribute(name, value);
    const scheme = document.querySelector('meta[name=color-scheme]');
    if (scheme && look.scheme && scheme.content !== look.scheme) scheme.content = look.scheme;
  };

  const width = (rule) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = all('body *').filter((one) => isSeen(one) && !isAside(one)).filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > clientWidth + 0.5 || box.left < -0.5;
    }).pop();
    return [[rule, `${scrollWidth} px wide on ${clientWidth} px${wide ? `, at ${say(wide)}` : ''}`]];
  };
  const targets = (pressable, least) => pressable
    .filter((one) => isSeen(one) && !isLinkInSentence(one)).map((one) => [one, boxOf(one)])
    .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([one, box]) => ['target-size', `${say(one)} is ${Math.round(box.width)} by ${Math.round(box.height)} px`]);
  const texts = (written, least) => written.filter((one) => one.getClientRects().length).flatMap((one) => {
    const style = getComputedStyle(one), size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
    const wrong = [];
    if (size < least - 0.1) wrong.push(['text-size', `${say(one)} is ${size} px`]);
    if (line < size * 1.3 - 0.1) wrong.push(['line-height', `${say(one)} has lines of ${(line / size).toFixed(2)}`]);
    if (style.textAlign === 'justify') wrong.push(['justified', say(one)]);
    return wrong;
  });
  const cut = (rule, boxes) => boxes.filter((one) => one.getClientRects().length
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)).map((one) => [rule, say(one)]);

  /* A table may be wider than its place, and scroll there; nothing else makes a reader follow each line sideways. */
  const beside = (boxes) => boxes.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.getClientRects().length
    && ![...one.querySelectorAll('table')].some((table) => getComputedStyle(table).display === 'table')).map((one) => ['sideways-within', say(one)]);

  /* Whether the stops of the Tab key, by their place among all that can have the focus, run down the page and along the line. */
  const around = (one, other) => { while (!one.contains(other)) one = one.parentElement; return one; };
  const visualOrder = (stops) => {
    const every = stations();
    const boxes = stops.map((at) => every[at]).filter((one) => one && isSeen(one) && !isAside(one)).map((one) => [one, boxOf(one)]);
    return boxes.slice(1).flatMap(([one, box], index) => {
      const [last, before] = boxes[index], along = getComputedStyle(around(last, one)).direction === 'rtl' ? -1 : 1;
      const above = box.bottom <= before.top + 1;
      const sameLine = Math.min(box.bottom, before.bottom) - Math.max(box.top, before.top) > Math.min(box.height, before.height) / 2;
      const back = sameLine && (along > 0 ? box.right <= before.left + 1 : box.left >= before.right - 1);
      const column = above && (along > 0 ? box.left >= before.right - 1 : box.right <= before.left + 1);
      return (above && !column) || back ? [['focus-order', `${say(one)} comes after what stands below or beyond it`]] : [];
    });
  };

  const measured = new Map();
  /* Every look of the page: answers with the findings and the build of each. */
  const looks = (wanted, stops, leastTarget, leastText) => {
    const of = made();
    const written = all('body *').filter((one) => hasWords(one) && !isAside(one) && !one.closest('script, template'));
    const overflows = (kinds) => all('body *').filter((one) => {
      const style = getComputedStyle(one);
      return kinds.test(style.overflowX + style.overflowY) && !isAside(one) && written.some((each) => one.contains(each));
    });
    const closed = overflows(/hidden|clip/), scrolls = overflows(/auto|scroll/); // what could cut off words, or hold them out of sight
    const pressable = all(PRESSABLE).filter((one) => one.tabIndex >= 0 && !isAside(one));
    return wanted.map((look) => {
      draw(look);
      const place = places();
      if (measured.has(place)) return measured.get(place);
      const wrong = [...width('sideways'), ...targets(pressable, leastTarget), ...texts(written, leastText),
        ...cut('text-cut', closed), ...beside(scrolls), ...visualOrder(stops)];
      const build = built(of);
      document.adoptedStyleSheets = [SPACING];
      wrong.push(...width('sideways-with-spacing'), ...cut('text-cut-with-spacing', closed));
      document.adoptedStyleSheets = [];
      measured.set(place, [build, wrong]);
      return [build, wrong];
    });
  };

  /* Where the focus is, by its place among all that can have it; -1 when it has left the page. What is hidden as a whole does
     not count, as in how a page is built: the places must be the same on all pages built alike. */
  const stations = () => all('body *').filter((one) => !one.closest('[hidden]')).filter((one) => one.matches(PRESSABLE) || /auto|scroll/.test(getComputedStyle(one).overflow));
  const at = () => {
    const one = document.activeElement;
    return !one || one === document.body || one === document.documentElement ? -1 : stations().indexOf(one);
  };
  const marks = (one) => {
    const around = one.matches('input') && one.closest('label') ? [one, ...one.closest('label').querySelectorAll('*')] : [one];
    return around.map((each) => {
      const style = getComputedStyle(each);
      return [style.outlineStyle === 'none' ? '' : style.outlineStyle + style.outlineWidth + style.outlineColor, style.boxShadow,
        style.borderColor, style.borderWidth, style.backgroundColor, style.textDecoration, style.color].join('|');
    }).join('||');
  };
  /* At a stop: whether it looks otherwise than without the focus, and whether anything lies over it. */
  const stop = () => {
    const one = document.activeElement, wrong = [];
    const lines = one.getClientRects(), box = lines.length > 1 ? lines[0] : boxOf(one), focused = marks(one); // words over two lines
    const top = Math.max(box.top, 0), seen = Math.min(box.bottom, innerHeight) - top; // it may be higher than the phone
    const over = document.elementFromPoint(box.left + box.width / 2, top + Math.min(seen / 2, 20));
    const related = over && (one.contains(over) || over.contains(one) || one.closest('label')?.contains(over));
    if (seen <= 0 || !related) wrong.push(['focus-hidden', say(one)]);
    one.blur();
    if (marks(one) === focused) wrong.push(['focus-visible', `${say(one)} looks the same with the focus`]);
    one.focus({ preventScroll: true, focusVisible: true });
    return wrong;
  };
  /* What can be pressed and was not a stop; of a group of radio buttons one is enough. */
  const missed = (stops) => {
    const every = stations(), reached = new Set(stops.map((index) => every[index]));
    const groups = new Set([...reached].filter((one) => one.type === 'radio').map((one) => one.name));
    return all(PRESSABLE).filter((one) => canBePressed(one) && !reached.has(one) && !(one.type === 'radio' && groups.has(one.name)))
      .map((one) => ['not-reached', `Tab does not come to ${say(one)}`]);
  };
  /* After a press of Tab: where the focus is, and what is wrong there if it has gone on. */
  const arrived = (last) => {
    const now = at();
    return [now, now === -1 || now === last ? [] : stop()];
  };
  const named = (index) => say(stations()[index]);
  /* Focus on each stop in one look, by script: the ring must be there in every theme and size. */
  const rings = (look, stops) => {
    draw(look);
    const every = stations();
    return stops.flatMap((index) => {
      const one = every[index];
      if (!one || !isSeen(one)) return [];
      const plain = marks(one);
      one.focus({ preventScroll: true, focusVisible: true });
      const same = marks(one) === plain;
      one.blur();
      return same ? [['focus-visible', `${say(one)} looks the same with the focus`]] : [];
    });
  };
  /* Tab begins at the top, also on a page that set the focus to what has to be looked at again. */
  const beginning = () => {
    document.body.tabIndex = -1;
    document.body.focus({ preventScroll: true });
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
  };
  window.probes = { arrived, beginning, built, colours, draw, looks, missed, named, once, rings, settled, unfold };
})();
