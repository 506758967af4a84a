// What a photo is like, before it is sent: how blurred and how dark. The server measures the same in pictures.py, for
// phones without JavaScript; a test holds the two together. And it is made smaller, because lines are slow.

const SMALL_SIDE = 480;
const LARGEST_SIDE = 2400;
const QUALITY = 0.85;
const DARK_BELOW = 40;
const BLURRED_ABOVE = 0.75;
const SHADOW = 4;
const NOISE = 4;

// The picture upright, as every browser opens one without being asked; the option's name for it is known to new ones alone.
// Null where this browser cannot open it (HEIC in most, and any before Safari 15): then the server alone looks at it.
export async function opened(file) {
  if (!file.type.startsWith("image/") || !window.createImageBitmap) return null;
  return createImageBitmap(file).catch(() => null);
}

function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export function judged(picture) {
  const canvas = drawn(picture, SMALL_SIDE);
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const grey = new Uint8Array(width * height);
  let sum = 0;
  for (let at = 0; at < grey.length; at += 1) {
    const light = (data[4 * at] * 299 + data[4 * at + 1] * 587 + data[4 * at + 2] * 114) / 1000;
    grey[at] = light;
    sum += light;
  }
  const light = sum / grey.length;
  const blur = blurOf(grey, width, height);
  return { light, blur, dark: light < DARK_BELOW, blurred: blur > BLURRED_ABOVE, canvas };
}

// A sharp picture loses much of the difference between neighbours when it is blurred once more; a blurred one hardly any.
function blurOf(grey, width, height) {
  let before = 0;
  let lost = 0;
  for (const [count, length, step, stride] of [[height, width, 1, width], [width, height, width, 1]]) {
    for (let line = 0; line < count; line += 1) {
      const start = line * stride;
      const soft = averaged(grey, start, length, step);
      for (let at = 0; at + 1 < length; at += 1) {
        const here = Math.max(0, Math.abs(grey[start + (at + 1) * step] - grey[start + at * step]) - NOISE);
        before += here;
        lost += Math.max(0, here - Math.abs(soft[at + 1] - soft[at]));
      }
    }
  }
  return before ? (before - lost) / before : 1;
}

// The mean of each point and its neighbours on one line; beyond the edge stands the point at the edge.
function averaged(grey, start, length, step) {
  const at = (place) => grey[start + Math.min(length - 1, Math.max(0, place)) * step];
  const soft = new Uint8Array(length);
  let sum = 0;
  for (let place = -SHADOW; place <= SHADOW; place += 1) sum += at(place);
  for (let place = 0; place < length; place += 1) {
    soft[place] = Math.round(sum / (2 * SHADOW + 1));
    sum += at(place + SHADOW + 1) - at(place - SHADOW);
  }
  return soft;
}

// As the server would keep it, but made on the phone: a few hundred KB in the place of many MB, and no place in it. The
// file as it is where that would not make it smaller.
export async function lighter(file, picture) {
  const canvas = drawn(picture, LARGEST_SIDE);
  const made = await new Promise((give) => canvas.toBlob(give, "image/jpeg", QUALITY));
  return made && made.size < file.size ? made : file;
}
