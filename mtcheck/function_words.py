"""The words that hold sentences together, by language: what a passage in that language can hardly do without."""

from __future__ import annotations

_LISTS = {
    "af": """
        aan as by deur die dit en het hulle hy in is kan maar met na nie om ons ook op sal sy uit van vir was wat
        word
    """,
    "bg": """
        ако беше в го да до е за и или има като което които който която към му на не но от по при с са се си след
        тази така този че ще
    """,
    "ca": """
        a al amb aquest aquesta com de del dels el els en es ha han i la les més no o per però que seu seva són
        també un una va és
    """,
    "cs": """
        a ale až by byl byla bylo být co do ho i jako je jeho jen jsem jsme jsou k když kterou která které který
        mezi mu má měl na nebo o od po podle pro před při s se své svých tak také to u už v ve z za ze že
    """,
    "cy": """
        a ac am ar bod dyma ei eu fod gan gyda hefyd hyn i mae nid o oedd ond sydd wedi wrth y yn yr
    """,
    "da": """
        af at blev blive bliver da de den der deres det du efter eller en end er et for fra han hans har havde hun
        hvor i ikke jeg kan med meget men noget når og også om over på sig sin sit skal skulle som til var ved vi
        vil
    """,
    "de": """
        aber als am an auch auf aus bei bis das dass dem den der die durch ein eine einem einen einer er es für
        haben hat im in ist man mehr mit nach nicht noch nur oder sein seine sich sie sind so um und von vor war
        wenn werden wie wird wurde zu zum zur über
    """,
    "en": """
        a about after also an and are as at be been but by can could for from had has have he her his in into is it
        its more not of on one or she than that the their there they this to was we were when which who will with
        would you
    """,
    "es": """
        a al cada como con contra cual cuando de del desde donde durante el en entre era eran es ese eso esta este
        está fue fueron ha había hasta hay la las le lo los muy más ni no nos o otra otro para pero por porque que
        quien se sin sobre son su sus sí también tiene todo un una uno y ya
    """,
    "et": """
        aga ei et ja juba ka kes kui kuid mida mis need nii ning ole oli olid oma on pärast seda see selle siis ta
        tema veel või
    """,
    "fi": """
        ei eivät että hän hänen ja jo joka jonka jos jotka kuin kun mitä mukaan mutta myös niin nyt ole oli olivat
        olla on ovat se sekä sen tai vain
    """,
    "fr": """
        a après au aussi aux avait avec c car ce cela ces cet cette comme d dans de des deux dont du elle en entre
        est et fait il ils j l la le les leur lui mais même n ne nous ont ou où par pas plus pour qu quand que qui s
        sa sans se ses si son sont sur tout très un une vous y à était été être
    """,
    "hr": """
        a ali bi bio biti da do i ili iz je još kako kao koja koje koji na nakon ne nije o od po prema s samo se su
        te u već za će što
    """,
    "hu": """
        a amely az azonban azt csak de egy el ez ezt hogy is kell ki között lesz meg mint már még nem pedig szerint
        után vagy van volt és
    """,
    "id": """
        ada adalah akan atau bahwa bisa dalam dan dari dengan di ini itu juga karena ke kepada lebih menjadi mereka
        oleh pada saat sebagai telah tersebut tidak untuk yang
    """,
    "it": """
        a al all alla anche aveva c che chi come con cui da dal dall dalla degli dei del dell della delle di dopo e
        ed era erano essere fra già gli ha hanno i il in l la le lo lui ma molto nel nell nella non o per più quando
        questa questi questo se si sono stato su sua suo tra un una è
    """,
    "lt": """
        apie ar bet bus buvo dar dėl ir iš jau jis jo kad kai kaip kuris ne nuo pat po prie savo su tai taip tik už
        yra į
    """,
    "lv": """
        ar arī bet bez bija gan ir jau ka kad kas kā lai nav no par pie pēc savu tas tiek tika tikai to un uz vai
        viņš
    """,
    "nb": """
        at av ble blir de den det eller en er et etter for fra han har hun i ikke kan med men mer noe når og også om
        opp over på seg skal som til var ved vil være å
    """,
    "nl": """
        aan als bij dan dat de deze die dit door een en er geen haar hebben heeft het hij hoe hun ik in is je jij
        kan maar meer met mijn moet naar niet nog of om onder ook op over te toen tot tussen uit van veel voor was
        wat we wel werd wij worden wordt ze zich zijn zo
    """,
    "pl": """
        ale bez być był było były będzie co czy dla do gdy gdzie i ich jak jego jej jest już która które który ma
        może na nich nie o od oraz po pod przed przez przy się są ta także te tego tej ten to tych tylko tym w we
        więc z za ze został że
    """,
    "pt": """
        a ao aos as até com como da das de depois do dos e ela ele em entre era essa esse esta este está eu foi
        foram há isso já mais mas mesmo muito na nas no nos num numa não o os ou para pela pelo pelos pode por
        quando que se sem ser seu seus sua suas são só também tem ter um uma você à
    """,
    "ro": """
        a această acest al ale au care ce cu când că dacă dar de din după ei este fi fie foarte fost iar la lor mai
        nu o pe pentru prin sau se sunt un unui în într și
    """,
    "ru": """
        бы был была были было в все для до его ее если еще же за и из или их к как когда которая которые который мы
        на не но о он она они от по после при с так также только том у уже что чтобы это этого
    """,
    "sk": """
        a aj ako ale alebo bol bola bolo by byť do i je jeho k keď ktorá ktoré ktorý na nie o od po podľa pre pri s
        sa sú tak to už v vo však z za že
    """,
    "sl": """
        ali bi bil bila biti bo da do in iz je ki ko kot le med na ne ni o od pa po pri s se so ter tudi v z za še
        že
    """,
    "sq": """
        ai dhe do e edhe i ishte janë ka kjo kur ky me më nga një nuk në por për që se si tij të u është
    """,
    "sv": """
        alla att av blev de den det där efter eller en ett från för han har hon här i inte kan med men mot nu när
        och också om på sig sin ska skulle som så till under var vi vid än är år över
    """,
    "sw": """
        alisema ambao baada cha hao hayo hii hiyo huo kama katika kuwa kwa la lakini na ni pia wa ya yake za
    """,
    "tl": """
        ang at ay dahil din hindi isang ito ko kung may mga na nang ng ni nila niya pa para rin sa si siya
    """,
    "tr": """
        ama ancak bir bu da daha de değil en gibi göre her ile ise için kadar ki ne o olan olarak oldu olduğu sonra
        var ve çok
    """,
    "uk": """
        або але був було бути в вже вона вони від він для до з за його коли на не по при про після та так також у це
        ще що щоб як яка який які є і їх
    """,
    "vi": """
        cho các có cũng của khi không là một người như những này năm ra trong tại từ và về với đã đó được đến để ở
    """,
}
FUNCTION_WORDS: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _LISTS.items()}
"""Function words, in lower case, by ISO 639-1 code."""
