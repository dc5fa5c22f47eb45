account-tabs = Pejin’ny kaontiko
account-tab-profile = Mombamomba ahy
account-tab-security = Fiarovana
account-tab-sessions = Fidirana
account-tab-identities = Kaonty mifandray
account-tab-tokens = Token

problem-view-only = Mijery ny tetikasa toy ny mpanjifa ianao
problem-view-only-detail = Tsy misy azo ovaina amin’ity fijery ity. Ialao izy, dia avereno.
problem-too-many-mails = Be loatra ny fanasana nalefa androany
problem-too-many-mails-detail = Fanasana dimy isan’andro no betsaka indrindra ho an’ny adiresy iray, ary zato ho an’ny tetikasa na masoivoho iray. Avereno rahampitso, na angataho ilay olona hijery ny mailaka tsy ilaina.
field-too-many-mails = Efa be loatra ny hafatra lasa. Avereno rehefa afaka kelikely.
field-same-address = Io efa adiresinao io.

client-view-start = Hijery toy ny mpanjifa
client-view-label = Fijerin’ny mpanjifa
client-view-bar = Izay hitan’ny mpanjifa no hitanao, ary tsy misy azonao ovaina. Tapitra amin’ny { $until } ity fijery ity.
client-view-leave = Hiala amin’ity fijery ity
flash-client-view = Toy izao no ahitan’ny mpanjifa ny tetikasa.
flash-client-view-left = Tafaverina amin’ny fijerinao ianao.
event-client-view-started = Nijery ny tetikasa toy ny mpanjifa i { $actor }
event-client-view-left = Niala tamin’ny fijerin’ny mpanjifa i { $actor }
event-member-changed = Nanova ny andraikitr’i { $name } i { $actor }
event-invitation-revoked = Nanaisotra ny fanasana an’i { $name } i { $actor }
event-partner-shared = Nizara ny tetikasa tamin’ny { $name } i { $actor }
event-partner-share-changed = Nanova ny fizarana tamin’ny { $name } i { $actor }
event-partner-unshared = Nampitsahatra ny fizarana tamin’ny { $name } i { $actor }

invitation-state-expired = Lany daty
invitation-state-undelivered = Tsy tonga
people-undelivered = Hamarino ny adiresy, esory ity fanasana ity ary manasà indray.
invitation-state-accepted = Nekena
invitation-state-revoked = Nesorina
invitation-agency-text = Niditra amin’ny anaran’i { $email } ianao. Tsindrio indray mandeha dia anisan’ny masoivoho ianao.
invitation-join-agency = Hiditra ao amin’ny masoivoho
people-answered = Fanasana vita
people-since = nanomboka ny
people-seen = hita farany ny
people-never-seen = mbola tsy tonga mihitsy
people-place = Hanova ny andraikitra
people-place-name = Hanova ny andraikitr’i { $name }
flash-member-changed = Niova ny andraikitra.
flash-too-many-mails = Ampy ny fanasana nalefa androany: dimy isaky ny adiresy, zato raha atambatra. Avereno rahampitso.
share-title = Hizara amin’ny masoivoho
share-agency = Masoivoho mpiara-miasa
share-level = Izay azony atao
share-until = Andro faran’ny fizarana
share-until-hint = Raha foana: tsy misy farany.
share-mail-until = { " " }Hatramin’ny { $day }.
share-submit = Zarao ny tetikasa
share-change = Hanova ny fizarana
share-change-name = Hanova ny fizarana amin’ny { $name }
share-end = Hampitsahatra ny fizarana
share-end-name = Hampitsahatra ny fizarana amin’ny { $name }
share-end-confirm = Hatsahatra ve ny fizarana amin’ny { $name }? Tsy afaka miditra intsony avy hatrany ny olony.
flash-shared = Voatahiry ny fizarana.
flash-share-changed = Niova teo anelanelany ny fizarana ka mijanona amin’izao. Avereno vakina, dia tehirizo indray.
flash-share-refused = Tsy niova ny fizarana: misafidiana andro ho avy.
flash-share-ended = Tapitra ny fizarana.
share-lets-view = Afaka mamaky ny fandaharam-potoana sy ny tahirin-kevitra ianao.
share-lets-edit = Afaka mamaky ny fandaharam-potoana sy ny tahirin-kevitra, manoratra hafatra, manampy rakitra sy asa ianao.
share-lets-manage = Afaka mamaky sy manoratra, manampy rakitra, mitantana asa sy sata ianao.
mail-share-changed-subject = Niova ny zonao: « { $project } »
mail-share-changed-text =
    Miarahaba anao { $name },

    Niova ny fizarana ny tetikasa « { $project } » amin’ny { $agency }.
    { $may }{ $until }

    { $link }

    Fataplus
mail-project-shared-subject = Tetikasa nozaraina taminao: « { $project } »
mail-project-shared-text =
    Miarahaba anao { $name },

    Nozaraina tamin’ny { $agency } ny tetikasa « { $project } ».
    { $may }{ $until }

    { $link }

    Fataplus
mail-share-ended-subject = Tapitra ny fizarana: « { $project } »
mail-share-ended-text =
    Miarahaba anao { $name },

    Tsy zaraina amin’ny masoivohonao intsony ny tetikasa « { $project } »: tsy azonao sokafana intsony.

    Fataplus

nav-agencies = Mpiara-miasa
agency-title = Ny masoivohoko
agency-text = Ny mpiara-miasa aminao sy ny tetikasa zaraina amin’ny masoivohonao.
agency-people = Ny mpiara-miasa aminao
agency-admin = Mitantana ny masoivoho
agency-remove-confirm = Hesorina ao amin’ny masoivoho ve i { $name }? Tapitra avy hatrany ny fidirany amin’ny tetikasa rehetra nozaraina.
agency-projects = Tetikasa nozaraina
agency-no-projects = Mbola tsy misy tetikasa
agency-no-projects-text = Hiseho eto ny tetikasa vantany vao zaraina amin’ny masoivohonao.
agency-invite = Hanasa mpiara-miasa
agency-invite-admin = Afaka manasa sy manaisotra mpiara-miasa koa
agency-invite-admin-hint = Miara-mitantana ny masoivoho aminao.
agencies-title = Masoivoho mpiara-miasa
agencies-text = Ny masoivoho mpiara-miasa no mikarakara ny olony. Izay tetikasa zarainao aminy ihany no hitany.
agencies-none = Tsy misy masoivoho mpiara-miasa
agencies-none-text = Amboary eto ny voalohany.
agencies-nobody = Mbola tsy misy olona
agencies-invited = { $count ->
    [one] Fanasana iray miandry valiny
    *[other] Fanasana { $count } miandry valiny
}
agencies-admin = Hanendry mpandrindra
agencies-admin-of = Hanendry mpandrindra ny { $name }
agencies-admin-email = Ny adiresy mailany
agencies-admin-name = Anaran’ny mpandrindra
agencies-admin-hint = Mahazo fanasana ilay olona ary izy no mikarakara ny mpiara-miasa aminy avy eo.
agencies-new = Masoivoho vaovao
agencies-name = Anaran’ny masoivoho
agencies-make = Amboary ny masoivoho
flash-agency-made = Vita ny masoivoho, lasa ny fanasana.
flash-agency-admin = Vita. Mahazo fanasana izay mbola tsy anisan’ny masoivoho.
flash-address-refused = Tsy azo ampiasaina io adiresy io.
mail-agency-invitation-subject = Manasa anao ao amin’ny masoivoho { $agency } i { $inviter }
mail-agency-invitation-text =
    Miarahaba anao { $name },

    Manasa anao ho anisan’ny { $agency } ao amin’ny Fataplus i { $inviter }. Ho hitanao ao ny tetikasa zaraina amin’ny masoivohonao.

    { $link }

    Manan-kery 7 andro ny rohy ary indray mandeha ihany no azo ampiasaina. Tsy nampoizinao ve ity? Avelao ity mailaka ity: tsy misy mitranga.

    Fataplus

account-phone = Telefaonina
account-notifications = Mailaka raisinao
account-notifications-label = Ampahafantaro ahy avy hatrany amin’ny mailaka ny
account-notifications-hint = Raha tsy voamarika: tsy alefa mihitsy. Tonga foana ny fanasana sy ny rohy angatahinao.
topic-messages = Hafatra vaovao
topic-documents = Tahirin-kevitra navoaka
topic-approvals = Asa vita hankatoavina sy ny fanapahan-kevitra
topic-file-requests = Rakitra nangatahina sy voaray
topic-tasks = Asa nankinina aminao
topic-status = Fiovan’ny sata
flash-notifications-saved = Voatahiry ny safidinao.
account-email = Adiresy mailaka
account-email-now = { $email } no adiresinao.
account-email-new = Adiresy vaovao
account-email-hint = Handefasana rohy izy. Tsy miova ny adiresinao raha tsy voamarina io rohy io.
account-email-change = Hanova adiresy
flash-address-asked = Jereo ny boatin’ny adiresy vaovao: lasa any ny hafatra. Manan-kery adiny iray izy.
flash-address-changed = Niova ny adiresinao. Nikatona ny fidirana hafa rehetra.
address-title = Hanamarina ny adiresy vaovao
address-text = Manomboka izao dia { $email } no hidiranao sy handraisanao ny mailaka. Hikatona ny toerana hafa rehetra nidiranao.
address-confirm = Hamarino ity adiresy ity
address-foreign = Ho an’olon-kafa fa tsy ho an’izay niditra eto ity rohy ity. Mivoaha, dia sokafy indray ny rohy ao amin’ny mailaka.
mail-address-confirm-subject = Hamarino ny adiresinao vaovao
mail-address-confirm-text =
    Miarahaba anao,

    Mba hampiasana ity adiresy ity ao amin’ny Fataplus dia sokafy ity rohy ity ary hamarino. Manan-kery adiny iray izy ary indray mandeha ihany no azo ampiasaina:

    { $link }

    Tsy nangataka ianao? Avelao ity mailaka ity: tsy misy miova.

    Fataplus
mail-address-taken-subject = Efa manana kaonty ity adiresy ity
mail-address-taken-text =
    Miarahaba anao,

    Nisy te hampiasa ny adiresy { $email } ho an’ny kaontiny ao amin’ny Fataplus. Efa manana kaonty io: tsy nisy niova.
    Raha ianao izany dia midira amin’ity adiresy ity, na misafidiana hafa.

    Fataplus
mail-address-asked-subject = Nisy nangataka fanovana adiresy
mail-address-asked-text =
    Miarahaba anao { $name },

    Nisy nangataka hampiasa ny adiresy { $email } ho an’ny kaontinao ao amin’ny Fataplus. Tsy misy miova raha tsy voamarina io adiresy io.
    Tsy ianao ve? Ovay avy hatrany ny tenimiafinao ary ampahafantaro ny masoivohonao.

    Fataplus
mail-address-changed-subject = Niova ny adiresinao
mail-address-changed-text =
    Miarahaba anao { $name },

    Ny adiresy { $email } no ampiasain’ny kaontinao ao amin’ny Fataplus manomboka izao. Tsy miasa intsony ity iray ity.
    Tsy ianao ve? Ampahafantaro avy hatrany ny masoivohonao.

    Fataplus

projects-agency = Ny masoivohoko
projects-role = Ianao dia:
projects-next-is = Dingana manaraka: { $next }
projects-no-next = Tsy misy dingana manaraka
projects-never-visited = Vaovao aminao
projects-news-messages = Hafatra { $count } tsy mbola novakiana
projects-news-files = Rakitra { $count }
projects-news-others = Zava-baovao hafa { $count }
