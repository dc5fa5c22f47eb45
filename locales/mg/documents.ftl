documents-title = Tahirin-kevitra
documents-text = Tehirizina ny dika rehetra: tsy misy very na dia misy vaovao aza.
documents-add = Hanampy tahirin-kevitra
documents-send-unasked = Handefa rakitra
documents-send-unasked-text = Hitan’ny masoivoho sy ny mpanjifa rehetra ao amin’ity tetikasa ity. Azonao averina izy raha mbola tsy nekeny.
documents-chosen = Nisafidy rakitra tao amin’ny taratasy fangatahana ianao. Mbola ao amin’ity mpitety tranonkala ity izy ireo.
documents-chosen-take = Alefaso ireo rakitra ireo
documents-chosen-drop = Tsy ilaina intsony
documents-chosen-none = Tsy ao amin’ity mpitety tranonkala ity intsony ny rakitra. Safidio indray.
documents-chosen-taken = Vonona ireto rakitra ireto: tsindrio ny « Alefa » etsy ambany.
documents-chosen-blocked = Tsy nanokatra varavarankely ity mpitety tranonkala ity. Avelao izy dia andramo indray, na safidio eto ambany ny rakitrao.
documents-file = Rakitra
documents-send = Alefa
documents-kind = Karazana
documents-kind-hint = Miandry fankatoavan’ny mpanjifa ny vokatra hatolotra.
documents-partner-text = Ho hitan’ny masoivoho sy ny mpiara-miasa; ny masoivoho no manapaka raha ho hitan’ny mpanjifa.
documents-visibility = Ireo mahita
documents-filter = Sivana araka ny karazana
documents-all = Rehetra
documents-empty-title = Mbola tsy misy tahirin-kevitra
documents-empty-text = Ho eto izay avoakan’ny masoivoho sy izay alefanao.
documents-none-title = Tsy misy karazany toy izao
documents-none-text = Misy tahirin-kevitra hafa ao amin’ny « Rehetra ».
kind-prd = Filàna momba ny vokatra
kind-tdr = Fehezan-dalan’ny asa
kind-specification = Famaritana asa
kind-contract = Fifanarahana
kind-proposal = Tolotra
kind-deliverable = Vokatra atolotra
kind-invoice = Faktiora
kind-asset = Fitaovana
kind-other = Hafa
document-all = Ny tahirin-kevitra rehetra
document-your-turn = Anjaranao izao
document-approve-title = Mety aminao ve ity vokatra ity?
document-approve-text = Asiana daty sy tehirizina miaraka amin’ity dika ity ny valinteninao.
document-comment = Ny fanamarihanao
document-comment-hint = Ilaina rehefa mangataka fanitsiana ianao.
document-approve = Ankatoavy
document-request-changes = Mangataka fanitsiana
document-decided-by = { $name }, { $date }
document-versions = Ireo dika
document-current = Dika ankehitriny
document-download-version = Alaina ny dika { $number }
document-new-version = Dika vaovao
document-version-reaches = Hitan’ny mpanjifa avy hatrany io dika io, ary misy mailaka mampandre azy.
document-new-file = Rakitry ny dika vaovao
document-send = Alefa ity dika ity
document-facts = Mombamomba
document-added-by = Nampidirin’i
document-updated = Fiovana farany
document-visibility = Ireo mahita
document-visibility-hint = Izay tsy nahita azy teo aloha dia ampandrenesina amin’ny mailaka, raha tsy hoe tsy tiany izany.
document-publish = Hanova
document-show = Haseho ny mpanjifa
document-show-text = Ny masoivoho ihany no mahita ity tahirin-kevitra ity.
document-name = Anarana
document-rename = Hanova anarana
document-delete = Fafao
document-delete-open = Fafao ny tahirin-kevitra…
document-audit = Izay nahita ity tahirin-kevitra ity
document-delete-confirm = Hofafana ve ny { $name } sy ny dikany rehetra? Malalaka avy hatrany ny toerana nisy azy.
document-take-back = Averina
document-take-back-open = Haverina ity rakitra ity…
document-take-back-confirm = Haverina ve i { $name }? Ho voafafa izy, ho an’ny masoivoho sy ho anao.
document-check = Rakitra voaray: hohamarinina
document-check-files = rakitra { $count }, ekena na averina miaraka
requests-title = Rakitra angatahina
requests-all = Ny fangatahana rehetra
requests-text = Izay ilain’ny masoivoho mba handrosoana, sy izay nalefa tsy nangatahina.
requests-unasked = Nalefa tsy nangatahina
requests-new = Hangataka rakitra
requests-name = Izay ilaina
requests-description = Fanazavana
requests-due = Ilaina alohan’ny
requests-ask = Alefa ny fangatahana
requests-files = Rakitra
requests-send = Alefa
requests-received-otherwise = Hanampy rakitra azo tamin’ny fomba hafa
requests-note = Izay tokony havaozina
requests-note-hint = Vakin’ny mpanjifa izany, ao amin’ny tetikasa sy amin’ny mailaka.
requests-asked-again = Izay nangatahinao: « { $note } »
requests-accept = Ekena
requests-send-back = Asaina averina
requests-close = Tsy angatahina intsony
requests-close-text = Tsy hangatahina amin’ny mpanjifa intsony ve ireo rakitra ireo?
requests-empty-title = Tsy misy rakitra andrasana
requests-empty-text = Rehefa misy ilain’ny masoivoho dia ho hita eto.
flash-files-sent = Tonga soa aman-tsara.
flash-file-added = Tafiditra ao amin’ny tetikasa.
flash-file-shown = Hitan’ny mpanjifa ny rakitra; misy mailaka mampandre azy, raha tsy hoe tsy tiany.
flash-document-published = Niova ireo mahita ny tahirin-kevitra.
flash-document-renamed = Manana anarana vaovao ny tahirin-kevitra.
flash-document-deleted = Voafafa ny tahirin-kevitra.
flash-document-taken-back = Naverinao ny rakitra: tsy hitan’ny masoivoho intsony.
flash-deliverable-approved = Misaotra: voarakitra ny fankatoavanao.
flash-changes-requested = Misaotra: fantatry ny masoivoho izay hahitsy.
flash-files-requested = Vita ny fangatahana: hitan’ny mpanjifa ao amin’ny sehatrany izany.
flash-files-accepted = Ekena ny rakitra.
flash-files-closed = Tsy angatahina intsony ireo rakitra ireo.
flash-files-returned = Nosokafana indray ny fangatahana: hitan’ny mpanjifa izay haverina.
mail-document-published-subject = Vaovao ao amin’ny « { $project } »: « { $subject } »
mail-document-published-text =
    Miarahaba anao { $name },

    Misy tahirin-kevitra ho anao ao amin’ny tetikasa « { $project } »:
    { $subject }

    Raha hamaky azy:
    { $link }
mail-partner-file-subject = Avy amin’i { $who }: « { $subject } »
mail-partner-file-text =
    Miarahaba anao { $name },

    Nampiditra rakitra tao amin’ny tetikasa « { $project } » i { $who }:
    { $subject }

    Hijerena azy, sy hanapahana hoe iza no mahita azy:
    { $link }
mail-partner-version-subject = Nandefa andiany hitan’ny mpanjifa i { $who }: « { $subject } »
mail-partner-version-text =
    Miarahaba anao { $name },

    Nanampy andiany tao amin’ny tetikasa « { $project } » i { $who }. Efa hitan’ny mpanjifa izany:
    { $subject }

    Hijerena azy:
    { $link }
mail-deliverable-awaits-subject = Hankatoavina: « { $subject } »
mail-deliverable-awaits-text =
    Miarahaba anao { $name },

    Miandry ny fanapahan-kevitrao ny vokatra iray ao amin’ny tetikasa « { $project } »:
    { $subject }

    Raha hijery azy, dia hankato na hangataka fanitsiana:
    { $link }
mail-deliverable-approved-subject = Nankatoavina: « { $subject } »
mail-deliverable-approved-text =
    Miarahaba anao { $name },

    Nankatoavin’ny mpanjifa ny vokatra iray ao amin’ny tetikasa « { $project } »:
    { $subject }

    { $link }
mail-changes-requested-subject = Misy fanitsiana angatahina: « { $subject } »
mail-changes-requested-text =
    Miarahaba anao { $name },

    Mangataka fanitsiana amin’ny vokatra iray ao amin’ny tetikasa « { $project } » ny mpanjifa:
    { $subject }

    Ny fanamarihany: « { $note } »

    Ny tahirin-kevitra, miaraka amin’ny fanamarihana rehetra:
    { $link }
mail-file-requested-subject = Mila rakitra: « { $subject } »
mail-file-requested-text =
    Miarahaba anao { $name },

    Mba handrosoan’ny tetikasa « { $project } » dia mila ity ny masoivohonao:
    { $subject }{ $due }

    Raha handefa azy:
    { $link }
mail-file-returned-subject = Haverina alefa: « { $subject } »
mail-file-returned-text =
    Miarahaba anao { $name },

    Nojeren’ny masoivohonao ny rakitra ao amin’ny tetikasa « { $project } » ary mbola mila zavatra hafa izy:
    { $subject }{ $due }

    Izay tokony averina atao: « { $note } »

    Ny toerana handefasana azy, miaraka amin’izay rehetra voalaza:
    { $link }
mail-file-received-subject = Tonga ny rakitra: « { $subject } »
mail-file-received-text =
    Miarahaba anao { $name },

    Nandefa rakitra tao amin’ny tetikasa « { $project } » ny mpanjifa:
    { $subject }

    Raha hanamarina azy:
    { $link }
document-undo = Hanafoana ny valinteniko
document-undo-hint = Azo atao mandritra ny 10 minitra.
document-undo-late = Tsy misy azo foanana intsony: efa nofoanana, nisy andiany vaovao, na lasa ny folo minitra.
document-newer = Niova ny tahirin-kevitra: toy izao izy izao. Jereo aloha vao mamaly.
document-not-noted = Ny soratrao, izay tsy voatahiry:
flash-approval-undone = Nofoanana ny valinteninao: miandry ny fanapahan-kevitrao indray ny rakitra.
mail-deliverable-approved-noted-subject = Nankatoavina, misy fanamarihana: « { $subject } »
mail-deliverable-approved-noted-text =
    Miarahaba anao { $name },

    Nankatoavin’ny mpanjifa ny vokatra iray ao amin’ny tetikasa « { $project } »:
    { $subject }

    Ny fanamarihany: « { $note } »

    { $link }

    Fataplus
mail-approval-undone-subject = Valiny nofoanana: « { $subject } »
mail-approval-undone-text =
    Miarahaba anao { $name },

    Nanafoana ny valiny nomeny tao amin’ny tetikasa « { $project } » ny mpanjifa. Miandry ny fanapahan-keviny indray ny rakitra:
    { $subject }

    { $link }
mail-file-unasked-subject = Rakitra nalefan’ny mpanjifa: « { $subject } »
mail-file-unasked-text =
    Miarahaba anao { $name },

    Nandefa rakitra tsy nangatahina ny mpanjifa ao amin’ny tetikasa « { $project } »:
    { $subject }

    Raha hanamarina azy:
    { $link }
