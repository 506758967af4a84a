"""How many things a step asks a reader to do, guessed from the words that ask."""

import re
from collections.abc import Callable, Mapping
from typing import Final

_ENGLISH: Final = (
    "add ask bring call check choose click close come copy cut delete dial download drag enter fill find fold "
    "give go hold install keep leave log look open pay pick post press print pull push put read remove ring "
    "save scan scroll select send show sign slide start swipe switch take tap tear tell tick touch try turn "
    "type unfold untick upload wait walk write"
)
_SPANISH: Final = (
    "abra acerque apague baje borre busque cierre compre compruebe conteste copie cuelgue dé deslice diga elija "
    "encienda entre entregue envíe escriba espere firme guarde haga imprima instale introduzca lea lleve llame "
    "anote marque mire muestre pague pase pegue pida ponga presente presione pulse quite rellene saque seleccione "
    "suba suelte tenga teclee toque traiga vaya vuelva"
)
_SPANISH_TO_A_FRIEND: Final = (
    "abre acerca apaga baja borra busca cierra compra comprueba contesta copia cuelga da desliza di elige enciende "
    "anota entra entrega envía escribe espera firma guarda haz imprime instala introduce lee lleva llama marca mira "
    "muestra paga pasa pega pide pon presenta presiona pulsa quita rellena saca selecciona sube suelta ten teclea "
    "toca trae ve vuelve"
)
_CHINESE: Final = (
    "打开|打開|关掉|關掉|关上|關上|关闭|關閉|打电话|打電話|点(?![了心钟鐘到])|點(?![了心鐘到])|按(?![钮鈕照时時])|"
    "选(?![项好完])|選(?![項好完])|填(?![好完])|写(?![着的好完])|寫(?![著着的好完])|输入|輸入|上传|上傳|下载|下載|复制|複製|"
    "粘贴|貼上|拨(?![通款])|撥(?![通款])|扫(?!完)|掃(?!完)|寄(?![到出])|交给|交給|交上|带上|帶上|带好|帶好|签(?![好完])|"
    "簽(?![好完])|撕|剪|拿(?![着著到])|删除|刪除|保存|儲存|发送|發送|传送|傳送|挂断|掛斷|挂掉|掛掉|返回|记下|記下|看看|看一看|滑动|滑動|拖动|拖動"
)
_ARABIC: Final = (
    "افتح اتصل اضغط اختر اكتب اقرأ اقرؤ أرسل ارسل انتظر ادفع أغلق اغلق املأ املؤ احفظ انسخ احذف اسحب المس انقر ابحث "
    "أدخل ادخل أضف اذهب ارجع اسأل احمل اطبع أحضر اترك خذ"
)
# Shorter than three letters or the same as a noun when 'and' is written onto them: 'situation', 'signature'.
_ARABIC_BY_ITSELF: Final = "ضع وقع"

_CLITICS: Final = r"(?:me|nos|se)?(?:l[aeo]s?)?"
_EITHER: Final = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"}
_PLAIN: Final = str.maketrans("áéíóú", "aeiou")


def _with_clitics(verb: str) -> str:
    """'llame' is in 'llámenos' and 'llámelos' too, where its accent is written."""
    bare = "".join(_EITHER.get(letter, letter) for letter in verb.translate(_PLAIN))
    return rf"(?:{verb}|{bare}(?=[mnsl]){_CLITICS})"


def _spanish(verbs: str) -> re.Pattern[str]:
    return re.compile(
        r"(?:^[¡«“\"]?|[.!?:;,…]\s+|\by\s+|\be\s+|\bluego\s+|\bdespués\s+|\bentonces\s+)"
        r"(?:por favor,?\s+)?(?:y\s+|luego\s+|después\s+|ahora\s+)*"
        rf"(?:{'|'.join(_with_clitics(verb) for verb in verbs.split())})\b",
        re.IGNORECASE,
    )


# A verb asks for something where a clause begins with it. 'Look' and 'check' count as well: eyes are busy too.
_ENGLISH_ASKS: Final = re.compile(
    r"(?:^|[.!?:;,…]\s+|\band\s+|\bthen\s+|\bnow\s+)(?:please\s+)?(?:and\s+|then\s+|now\s+)*"
    rf"(?:{'|'.join(_ENGLISH.split())})\b(?!\s+(?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_SPANISH_ASKS: Final = _spanish(_SPANISH)
_FRIEND_ASKS: Final = _spanish(_SPANISH_TO_A_FRIEND)
_QUOTED: Final = re.compile("“[^”]*”|「[^」]*」|『[^』]*』|«[^»]*»")
_CHINESE_CLAUSE: Final = re.compile(
    rf"[，。；！？：、,;!?:…\s]+|然后|然後|接着|接著|之后再|之後再|最后|最後|并且|並且|(?:再|并|並|来|來)(?=(?:请|請|您)?(?:{_CHINESE}))"
)
_CHINESE_ASKS: Final = re.compile(rf"(?:请|請|您|你|先|再|就|现在|現在|并|並|直接|把[^，。]{{1,8}}?)*(?:{_CHINESE})")
_CHINESE_AFTER: Final = re.compile("(?:[后後时時前]|的话|的話|时候|時候)$")
"""A clause that ends so only says when: 'after you have pressed it'."""
_CHINESE_THEN: Final = re.compile(
    "(?:(?:然后|然後|接着|接著|之后再|之後再|并且|並且|最后|最後)|(?:^|[，；。])[再并並])(?:请|請|您)?"
    "[点按选填写输打开关上传下载复制粘贴拨扫寄交带看读等签撕剪拿放去来點選填寫輸開關傳載複製貼撥掃帶讀簽來]"
)
_ARABIC_THEN: Final = re.compile(r"(?:^|\s)(?:ثم|وبعد ذلك|بعد ذلك)\s")
_ARABIC_ASKS: Final = re.compile(
    rf"(?:(?:^|[.،؛:!؟]\s*|\sثم\s+)(?:{'|'.join(_ARABIC_BY_ITSELF.split())})"
    rf"|(?:^|[.،؛:!؟]\s*|\sثم\s+|\s[وف])(?:{'|'.join(_ARABIC.split())}))(?:ي|وا?)?(?:ه|ها|هم|نا|ني)?(?!\w)"
)
_ARABIC_VOWELS: Final = re.compile("[\u064b-\u0652\u0640]")


def _in_english(text: str) -> int:
    return len(_ENGLISH_ASKS.findall(text))


def _in_spanish(text: str) -> int:
    """What is said to a friend ('abre') is also how a story is told, so it counts where the step begins with it."""
    friendly = len(_FRIEND_ASKS.findall(text)) if _FRIEND_ASKS.match(text) else 0
    return max(len(_SPANISH_ASKS.findall(text)), friendly)


def _in_chinese(text: str) -> int:
    """Clauses that begin by asking; or the words between two actions, where the first comes on top."""
    said = _QUOTED.sub("“”", text)
    clauses = (each.strip() for each in _CHINESE_CLAUSE.split(said))
    asked = sum(1 for each in clauses if _CHINESE_ASKS.match(each) and not _CHINESE_AFTER.search(each))
    between = len(_CHINESE_THEN.findall(said))
    return max(asked, between + 1 if between else 0)


def _in_arabic(text: str) -> int:
    said = _ARABIC_VOWELS.sub("", _QUOTED.sub("“”", text))
    between = len(_ARABIC_THEN.findall(said))
    return max(len(_ARABIC_ASKS.findall(said)), between + 1 if between else 0)


_COUNTS: Final[Mapping[str, Callable[[str], int]]] = {
    "en": _in_english,
    "es": _in_spanish,
    "zh": _in_chinese,
    "ar": _in_arabic,
}


def actions_in(text: str, language: str) -> int:
    """The number of things to do in a step; 0 where the language is not known or nothing asks."""
    count = _COUNTS.get(language)
    return 0 if count is None else count(text.strip())
