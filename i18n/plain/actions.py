"""How many things a step asks a reader to do, guessed from the words that ask."""

import re
from collections.abc import Mapping
from typing import Final

_ENGLISH: Final = (
    "add ask bring call check choose click close come copy cut delete dial download drag enter fill find fold "
    "give go hold install keep leave log look open pay pick post press print pull push put read remove ring "
    "save scan scroll select send show sign slide start swipe switch take tap tear tell tick touch try turn "
    "type unfold untick upload wait walk write"
)
_SPANISH: Final = (
    "abra acerque apague baje borre busque cierre compre compruebe conteste copie dé deslice diga elija "
    "encienda entre entregue envíe escriba espere firme guarde haga imprima instale introduzca lea lleve llame "
    "marque mire muestre pague pase pegue pida ponga presente presione pulse quite rellene saque seleccione "
    "suba suelte tenga teclee toque traiga vaya vuelva"
)
_CHINESE: Final = (
    "点按选填写输打开关上传下载复制粘贴拨扫寄交带看读等签撕剪拿放去来"
    "點選填寫輸打開關上傳下載複製貼撥掃寄交帶看讀等簽撕剪拿放去來"
)
# A verb asks for something where a clause begins with it. 'Look' and 'check' count as well: eyes are busy too.
_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:^|[.!?:;,…]\s+|\band\s+|\bthen\s+|\bnow\s+)(?:please\s+)?(?:and\s+|then\s+|now\s+)*"
        rf"(?:{'|'.join(_ENGLISH.split())})\b(?!\s+(?:is|are|was|were)\b)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:^|[.!?:;,…]\s+|\by\s+|\bluego\s+|\bdespués\s+|\bentonces\s+)"
        r"(?:por favor,?\s+)?(?:y\s+|luego\s+|después\s+)*"
        rf"(?:{'|'.join(_SPANISH.split())})\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"(?:然后|然後|接着|接著|之后再|之後再|再|并且|並且|，并|，並|，最后|，最後)(?:请|請|您)?[{_CHINESE}]"
    ),
    "ar": re.compile(r"(?:^|\s)(?:ثم|وبعد ذلك|بعد ذلك)\s"),
}
# These languages are counted by the words between two actions, so the first action comes on top.
_BETWEEN: Final = frozenset({"zh", "ar"})


def actions_in(text: str, language: str) -> int:
    """The number of things to do in a step; 0 where the language is not known or nothing asks."""
    pattern = _PATTERNS.get(language)
    if pattern is None:
        return 0
    count = len(pattern.findall(text.strip()))
    return count + 1 if language in _BETWEEN and count else count
