"""Each service of the demo city, by everyday words of each of its languages."""

import pytest

from backend.domain.catalogue.city import Content
from tests.domain.search.conftest import Look

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "birth-registration": {
        "en": ("new baby", "register a baby"),
        "zh-Hans": ("报户口", "出生证明"),
        "zh-Hant": ("報戶口", "出生證明"),
        "es": ("inscribir a mi hijo", "partida de nacimiento"),
        "ar": ("شهادة ميلاد", "تسجيل طفل"),
    },
    "business-stall-permit": {
        "en": ("market stall", "sell cakes"),
        "zh-Hans": ("摆摊", "卖东西"),
        "zh-Hant": ("擺攤", "賣東西"),
        "es": ("vender en el mercado", "puesto de mercado"),
        "ar": ("بسطة في السوق", "بيع الطعام"),
    },
    "change-of-address": {
        "en": ("moving house", "my new address"),
        "zh-Hans": ("搬家", "换地址"),
        "zh-Hant": ("搬家", "換地址"),
        "es": ("me mudo", "casa nueva"),
        "ar": ("انتقلت", "عنوان جديد"),
    },
    "disabled-parking-permit": {
        "en": ("blue badge", "park my car wheelchair"),
        "zh-Hans": ("残疾人停车", "轮椅停车"),
        "zh-Hant": ("身障停車", "輪椅停車"),
        "es": ("tarjeta azul", "aparcar silla de ruedas"),
        "ar": ("موقف معاقين", "كرسي متحرك سيارة"),
    },
    "health-check": {
        "en": ("check my blood pressure", "health check"),
        "zh-Hans": ("体检", "量血压"),
        "zh-Hant": ("體檢", "量血壓"),
        "es": ("revisión médica", "tomar la tensión"),
        "ar": ("فحص طبي", "ضغط الدم"),
    },
    "home-care-assessment": {
        "en": ("carer at home", "my mother cannot wash herself"),
        "zh-Hans": ("请护工", "妈妈自己洗不了澡"),
        "zh-Hant": ("居家服務", "媽媽自己洗不了澡"),
        "es": ("ayuda a domicilio", "mi madre no puede lavarse"),
        "ar": ("رعاية في البيت", "أمي لا تستطيع الاستحمام"),
    },
    "library-card": {
        "en": ("borrow books", "books for my grandchild"),
        "zh-Hans": ("借书", "借书证丢了"),
        "zh-Hant": ("借書", "圖書證"),
        "es": ("sacar libros", "hacerme socio de la biblioteca"),
        "ar": ("استعارة كتب", "بطاقة المكتبة"),
    },
    "name-change": {
        "en": ("I got married", "change my name"),
        "zh-Hans": ("改名字", "离婚改姓"),
        "zh-Hant": ("改名", "結婚改姓"),
        "es": ("cambiar de apellido", "cambiar mi nombre"),
        "ar": ("تغيير الاسم", "اسم جديد"),
    },
    "school-meals": {
        "en": ("free school lunch", "school dinner money"),
        "zh-Hans": ("学校午餐", "孩子的饭钱"),
        "zh-Hant": ("營養午餐", "孩子的午餐費"),
        "es": ("comedor escolar", "beca de comedor"),
        "ar": ("وجبات مدرسية", "غداء المدرسة"),
    },
    "senior-travel-card": {
        "en": ("bus pass", "free bus"),
        "zh-Hans": ("公交卡", "老年卡"),
        "zh-Hant": ("敬老卡", "免費公車"),
        "es": ("autobús gratis", "tarjeta de mayores"),
        "ar": ("حافلة مجانية", "بطاقة كبار السن"),
    },
    "street-problem": {
        "en": ("broken lamp", "hole in the road"),
        "zh-Hans": ("路灯坏了", "路上有坑"),
        "zh-Hant": ("路燈壞了", "路面破洞"),
        "es": ("farola rota", "bache en la calle"),
        "ar": ("حفرة في الشارع", "عمود إنارة"),
    },
    "winter-heating-help": {
        "en": ("gas bill", "cold house"),
        "zh-Hans": ("暖气坏了", "取暖补助"),
        "zh-Hant": ("暖氣費", "家裡很冷"),
        "es": ("factura de la luz", "calefacción"),
        "ar": ("فاتورة الكهرباء", "تدفئة"),
    },
}


def test_every_service_has_everyday_words_in_every_language(content: Content) -> None:
    assert set(WORDS) == set(content.services)
    assert all(set(of) == set(content.city.languages) for of in WORDS.values())


@pytest.mark.parametrize("service", sorted(WORDS))
def test_a_service_comes_first_of_all_services_by_everyday_words(look: Look, service: str) -> None:
    asked = [(language, words) for language, both in WORDS[service].items() for words in both]
    found = {each: [item.id for item in look(each[1], each[0], kinds=("service",)).items] for each in asked}
    assert {each: ids[:1] for each, ids in found.items()} == {each: [service] for each in asked}
