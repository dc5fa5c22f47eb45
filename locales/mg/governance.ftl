manage-title = Hitantana ny “{ $title }”
projects-manage = Hitantana
limits-title = Drafitra sy fetra
limits-text = Izay azon’ity tetikasa ity ampiasaina amin’ny sehatra. Ny saha banga dia manaraka ny drafitra.
limits-planned = Ny drafitra: { $value }.
limits-range = Eo anelanelan’ny { $least } sy { $most }.
limits-rows-lost = Rehefa mihoatra izany dia voafafa tanteraka ny tantara tranainy indrindra.
limits-rare = Fandrindrana amin’ny antsipiriany
limits-field-plan = Drafitra
limits-field-storage-bytes = Fitehirizana, amin’ny Mo
limits-field-upload-bytes = Rakitra lehibe indrindra, amin’ny Mo
limits-field-requests-per-minute = Fangatahana isa-minitra
limits-field-concurrent-requests = Fangatahana miaraka
limits-field-connections = Fifandraisana miaraka amin’ny tahiry
limits-field-statement-ms = Faharetana lava indrindran’ny fangatahana, amin’ny milisegondra
limits-field-concurrent-jobs = Asa miaraka
limits-field-rows = Andalana isaky ny karazany (hafatra, asa, rakitra…)
limits-storage = Fitehirizana
limits-storage-used = { $used } amin’ny { $quota }
usage-title = Fampiasana
usage-text = Ny ampiasain’ny tetikasa isan’andro, sy izay avelan’ny drafiny.
usage-see = Hijery ny fampiasana
usage-time = Fe-potoana aseho
usage-span = { $days } andro
usage-hours = Ora { $hours }
usage-csv = Haka amin’ny CSV
usage-requests-limit = { $count } fangatahana isa-minitra raha be indrindra.
usage-storage-nearly = Mihoatra ny 80 % ny fitehirizana efa lany. Rehefa feno dia tsy azo ampiana rakitra intsony.
usage-storage-full = Feno ny fitehirizana: tsy azo ampiana rakitra.
usage-page-views = Pejy nosokafana
usage-active-people = Olona nampiasa
usage-messages = Hafatra nosoratana
usage-document-views = Antontan-taratasy nosokafana
usage-downloads = Rakitra nalaina
usage-api-calls = Fiantsoana API, anisan’izany ny fandefasana rakitra
usage-storage = Fitehirizana
usage-total = { $count } ny tontaliny
usage-most-people = { $count } isan’andro raha be indrindra
chart-bar = { $at }: { $figure }
chart-label = { $title }. Ambony indrindra: { $top }
chart-top = Ambony indrindra: { $top }
chart-nothing = Mbola tsy misy.
usage-documents = Antontan-taratasy ampiasaina indrindra
usage-documents-none = Mbola tsy nisy nosokafana
usage-documents-none-text = Eto no hiseho ny antontan-taratasy nosokafana na nalaina.
usage-document = Antontan-taratasy
usage-table = Ny tarehimarika rehetra ao anaty tabilao, tsy misy ny andro tsy nisy na inona na inona
usage-table-hours = Ny isa rehetra ao anaty tabilao, afa-tsy ny ora tsy nisian’ny zavatra
usage-day = Andro
audit-title = Diarin’ny zava-natao
audit-text = Izay niova tao amin’ny tetikasa, izay nanokatra sy naka tahirin-kevitra, ary izay niditra. Ho hita izay fanovana rehetra.
audit-platform-text = Ny fidirana, sy izay novain’ny olona sy ny mpandrindra ivelan’ny tetikasa. Samy manana ny diariny ny tetikasa tsirairay.
audit-see = Hijery ny diarin’ny zava-natao
audit-filters = Andalana aseho
audit-all = Rehetra
audit-changes = Fiovana
audit-reads = Fijerena
audit-export = Haka ny rehetra
audit-narrowed = Ny momba ny olona iray na zavatra iray ihany no aseho.
audit-of-all = Haneho ny rehetra
audit-empty-title = Mbola tsy misy
audit-empty-text = Eto avy hatrany ny fiovana, ao anatin’ny segondra iray ny fijerena.
audit-line = Andalana
audit-what = Izay nitranga
audit-at = Oviana
audit-more = Ny momba ihany
audit-person = ity olona ity
audit-subject = ity zavatra ity
audit-of-line = (andalana { $line })
audit-chain = Mitondra ny mariky ny andalana rehetra teo alohany ny andalana tsirairay. Azo hamarinina amin’ny “fataplus audit verify” ny rakitra nalaina, na tsy eo aza ity serivisy ity.
event-changed = { $actor } nanova zavatra: { $name }
event-document-viewed = { $actor } nanokatra ny “{ $name }”
event-document-downloaded = { $actor } naka ny “{ $name }”
event-usage-exported = { $actor } naka ny tabilaon’ny fampiasana
event-audit-exported = { $actor } naka ny diarin’ny zava-natao
event-admin-entered = { $actor } nijery ny tetikasa amin’ny maha-admin ny sehatra azy
event-logged-in = { $actor } nanokatra session vaovao
event-login-failed = Nolavina ny fidirana noho ny tenimiafina diso ({ $actor })
usage-hour = Ora
plan-small = Kely
plan-standard = Mahazatra
plan-large = Lehibe
workspace-title = Toeram-piasana
workspace-move-to = Havadika ho
workspace-active = Misokatra
workspace-active-hint = Afaka miditra indray ny mpikambana.
workspace-suspended = Naato
workspace-suspended-hint = Izay manokatra azy dia mahafantatra fa miato ny tetikasa. Tsy misy voafafa.
workspace-archived = Voatahiry
workspace-archived-hint = Miala amin’ny lisitra; tazonina daholo. Azo sokafana indray: « Miato » aloha, dia « Misokatra ».
workspace-reason-hint = Ho an’ny tantaran’ny tetikasa; ny masoivoho ihany no mamaky azy.
workspace-confirm = Hapetraka amin’io sata io ve ny tetikasa? Hampandrenesina amin’ny mailaka ny olona ao.
workspace-confirm-yes = Ampiharo io sata io
event-limits-changed = Nanova ny fetran’ny tetikasa i { $actor }
event-project-suspended = Nampiato ny tetikasa i { $actor }
event-project-resumed = Nanokatra indray ny tetikasa i { $actor }
event-project-archived = Nanatahiry ny tetikasa i { $actor }

mail-storage-nearly-subject = Efa ho feno ny toerana: « { $project } »
mail-storage-nearly-text =
    Miarahaba anao { $name },

    Mihoatra ny 80 % amin’ny toeran’ny « { $project } » no efa nampiasaina. Rehefa feno izy dia tsy misy rakitra azo ampiana intsony, na avy amin’ny mpanjifanao na avy aminao.

    Izay mameno ny toerana, sy ny sisa:
    { $link }

    Fataplus

mail-storage-full-subject = Tsy misy toerana intsony: « { $project } »
mail-storage-full-text =
    Miarahaba anao { $name },

    Tsy misy toerana ho an’ny rakitra ao amin’ny « { $project } » intsony, na nisy rakitra nolavina satria tsy omby. Fafao ny rakitra tsy ilaina intsony, na mangataha toerana bebe kokoa amin’ny mpandrindra ny sehatra.

    Izay mameno ny toerana:
    { $link }

    Fataplus
