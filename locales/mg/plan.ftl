plan-title = Fandaharam-potoana
plan-text = Ny dingana, sy izay tsy maintsy atao isaky ny dingana.
plan-to-agree = Daty hifanarahana
plan-reached-on = Tratra tamin’ny { $date }
plan-open-tasks = Mbola misokatra ny asa { $count }
plan-done-tasks = Asa { $count } vita
plan-progress = Fandrosoana
plan-new-milestone = Dingana vaovao
plan-edit = Hanova
plan-edit-name = Hanova ny { $name }
plan-complete = Vita: { $name }
plan-yours = Anjaranao
plan-new-task = Hanampy asa
plan-new-task-name = Hanampy asa amin’ny: { $name }
plan-task-title = Asa
plan-task-due = Fe-potoana
plan-task-visibility = Ireo mahita
plan-add-task = Ampio
plan-empty-title = Eo am-panomanana ny fandaharam-potoana
plan-empty-text = Hapetraky ny masoivoho eto ny dingan’ny tetikasa.
milestone-default-scope = Fanombohana sy famaritana
milestone-default-design = Tolo-drafitra
milestone-default-build = Fanatanterahana
milestone-default-review = Fanamarinana
milestone-default-delivery = Fanolorana
plan-due = Farany: { $date }
plan-completed = Vitan’i { $name } tamin’ny { $date }
plan-details = Antsipiriany
plan-loose = Tsy misy dingana
plan-weight = Lanja
plan-weight-hint = 1 hatramin’ny 100: ny anjarany amin’ny fandrosoana.
plan-milestone = Dingana
plan-milestone-title = Anaran’ny dingana
plan-no-milestone = Tsy misy
plan-add-milestone = Ampio ny dingana
plan-edit-milestone = Hanova ny dingana
plan-edit-task = Hanova ny asa
plan-assignee = Ankinina amin’i
plan-nobody = Mbola tsy misy
plan-visibility-usual = Araka izay anjara
plan-side = Anjaran’iza
plan-side-hint = Ny andaniny misy ny olona nankinina azy, raha misy.
plan-side-agency = Ny masoivoho
plan-side-client = Ny mpanjifa
plan-reached-name = Dingana vita: { $name }
plan-reopen = Sokafy indray
plan-up = Asandrato
plan-up-name = Asandrato: { $name }
plan-down = Ampidino
plan-down-name = Ampidino: { $name }
plan-drag = Sintony mba hamindra
plan-swap-failed = Tsy nisy valiny tonga. Sokafy indray ny pejy hijerena izay voatahiry.
plan-delete = Fafao tanteraka
plan-delete-milestone = Fafao ny dingana…
plan-delete-milestone-text = Ho voafafa tanteraka ny dingana. Mijanona ny asany, tsy misy dingana.
plan-delete-task = Fafao ny asa…
plan-delete-task-text = Ho voafafa tanteraka ny asa.
flash-milestone-added = Tafiditra ao amin’ny fandaharam-potoana ny dingana.
flash-milestone-done = Vita ny dingana.
flash-milestone-reopened = Misokatra indray ny dingana.
flash-milestone-deleted = Voafafa ny dingana.
flash-task-added = Tafiditra ao amin’ny fandaharam-potoana ny asa.
flash-task-done = Vita ny asa.
flash-task-reopened = Misokatra indray ny asa.
flash-task-deleted = Voafafa ny asa.
mail-due = { " " }(alohan’ny { $day })
mail-task-given-subject = Asa ho anao: « { $subject } »
mail-task-given-text =
    Miarahaba anao { $name },

    Misy asa nankinina aminao ao amin’ny tetikasa « { $project } »:
    { $subject }{ $due }

    Hijerena azy, sy hilazana rehefa vita:
    { $link }

    Fataplus
mail-task-given-noted-subject = Asa ho anao: « { $subject } »
mail-task-given-noted-text =
    Miarahaba anao { $name },

    Misy asa nankinina aminao ao amin’ny tetikasa « { $project } »:
    { $subject }{ $due }

    « { $note } »

    Hijerena azy, sy hilazana rehefa vita:
    { $link }

    Fataplus
mail-task-done-subject = Vita: « { $subject } »
mail-task-done-text =
    Miarahaba anao { $name },

    Vitan’i { $who } ity asa ity ao amin’ny tetikasa « { $project } »:
    { $subject }

    { $link }

    Fataplus
mail-task-undone-subject = Nosokafana indray: « { $subject } »
mail-task-undone-text =
    Miarahaba anao { $name },

    Nosokafan’i { $who } indray ity asa ity ao amin’ny tetikasa « { $project } »: mbola tsy vita.
    { $subject }

    { $link }

    Fataplus
mail-task-changed-subject = Niova ny asa: « { $subject } »
mail-task-changed-text =
    Miarahaba anao { $name },

    Nanova ity asa ity ao amin’ny tetikasa « { $project } » i { $who }. Izao no izy ankehitriny:
    { $subject }{ $due }

    Raha hijery azy, sy hilaza fa vita:
    { $link }

    Fataplus
mail-task-changed-noted-subject = Niova ny asa: « { $subject } »
mail-task-changed-noted-text =
    Miarahaba anao { $name },

    Nanova ity asa ity ao amin’ny tetikasa « { $project } » i { $who }. Izao no izy ankehitriny:
    { $subject }{ $due }

    « { $note } »

    Raha hijery azy, sy hilaza fa vita:
    { $link }

    Fataplus
mail-task-withdrawn-subject = Tsy anjaranao intsony: « { $subject } »
mail-task-withdrawn-text =
    Miarahaba anao { $name },

    Nanova ity asa ity i { $who } ao amin’ny tetikasa « { $project } »: tsy mila ataonao intsony.
    { $subject }

    { $link }

    Fataplus
flash-plan-saved = Voatahiry ny fandaharam-potoana.
