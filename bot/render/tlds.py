"""Domain endings that make a bare name a link: the generic ones in use; two-letter country endings need no list."""

GENERIC = frozenset(
    (
        "com org net edu gov mil int info biz name pro mobi aero asia cat coop jobs museum post tel travel "
        "xxx app dev blog shop site online store tech news media press live life world today online website "
        "space club agency center city cloud company community digital directory education email energy "
        "events expert express family fashion finance fund fun games global gold group guide guru health help "
        "home house land law link love market marketing money movie music network one page party photo photos "
        "pics place plus report review rocks run sale school science services social software solutions sport "
        "studio style support systems team tips tools top tours town toys trade training university video vip "
        "watch web wiki win work works xyz zone academy art bank bar bible bike bio black blue boutique build "
        "business buzz cafe camera care cars cash chat church coffee cool cooking country credit dance dating "
        "deals design diet doctor dog domains download earth engineer fail farm fish fit flights football "
        "forsale foundation gallery garden gift gifts gratis green holiday hospital host hosting immo "
        "industries ink institute international investments jetzt kim kitchen legal limited limo loan "
        "management mba moda moscow tatar menu moe nyc observer paris partners parts photography pizza "
        "productions properties property pub quebec radio realty red rent repair republican rest restaurant "
        "rip security sexy show singles ski soccer solar supply surf surgery swiss tax taxi technology tennis "
        "theater tires tirol tokyo vacations ventures vet viajes villas vision vodka vote voyage wales wang "
        "wedding wine wtf yoga африка бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб укр "
        "қаз "
    ).split()
)
