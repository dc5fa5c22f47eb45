home-turn-client-title = { $count ->
    [one] Misy zavatra iray miandry ny mpanjifa
    *[other] Misy zavatra { $count } miandry ny mpanjifa
}
home-turn-client-text = Hitohy ny tetikasa raha vantany vao vita izany.
home-turn-ours-title = Tsy misy maika
home-turn-new-title = Tetikasa vaovao
home-turn-new-text = Vakio izay irin’ny mpanjifa, manorata aminy, dia ampandrosoy ho « Fanomanana » ny tetikasa.
home-turn-lonely-text = Mbola tsy misy olona avy amin’ny mpanjifa ato. Asao izy, dia ampandrosoy ho « Fanomanana » ny tetikasa.
home-turn-alone-text = Tsy misy olona avy amin’ny mpanjifa mahita ity tetikasa ity. Asao izy.
home-turn-invited-text = Voaasa ny mpanjifa nefa mbola tsy niditra. Mandra-pahatongan’izany, tsy misy mahita ny tetikasa ao aminy.
home-turn-lonely-title = Tsy misy olona avy amin’ny mpanjifa aloha
home-turn-waits-lonely-text = Miandry ny mpanjifa ireto; ho hitany rehefa miditra ao amin’ny tetikasa izy.
home-invite-client = Hanasa ny mpanjifa
home-see-invitation = Hijery ny fanasana
home-turn-ours-text = Tsy misy angatahina amin’ny mpanjifa: jereo ao amin’ny fandaharam-potoana ny manaraka.
home-turn-nobody-title = Tsy misy andrasana
home-turn-nobody-text = Mbola azonao jerena eto ny rakitra sy ny hafatra.
home-decide = Omeo ny hevitrao: { $name }
home-turn-both = Anjaran’ny mpanjifa sy ny masoivoho
home-turn-waits-client = Miandry ny mpanjifa ny tetikasa
home-turn-waits-both = Miandry ny mpanjifa sy ny masoivoho ny tetikasa
home-decide-client = Hevitry ny mpanjifa momba ny { $name }
home-check = Hamarino ny rakitra: { $name }
home-correct = Fanovana angatahina: { $name }
home-answer-to = Valio i { $name }: { $thread }
home-sent-back = Havaozina: { $note }
home-assigned = Nankinina amin’i { $name }
home-check-files = Hanamarina ny rakitra
home-give-opinion = Hanome hevitra
home-see-correction = Hijery izay angatahina
home-answer = Hamaly
home-done = Vita
home-was-done = Vita ny « { $name } ».
home-send-files = Handefa ny rakitra
home-write = Hanoratra hafatra
event-platform = Fataplus
event-project-created = Nanokatra ny sehatra « { $name } » i { $actor }
event-project-edited = Nanova ny tetikasa i { $actor }
event-status-changed = Namindra ny tetikasa ho « { $name } » i { $actor }
event-milestone-added = Nanampy ny dingana « { $name } » i { $actor }
event-milestone-done = Tratra ny dingana « { $name } » ({ $actor })
event-milestone-reopened = Nanokatra indray ny dingana « { $name } » i { $actor }
event-task-added = Nanampy ny asa « { $name } » i { $actor }
event-task-done = Nahavita ny « { $name } » i { $actor }
event-task-reopened = Nanokatra indray ny « { $name } » i { $actor }
event-document-added = Nametraka ny « { $name } » i { $actor }
event-document-version-added = Nametraka dika vaovao amin’ny « { $name } » i { $actor }
event-document-published = Namoaka ny « { $name } » i { $actor }
event-document-restricted = Nametra izay mahita ny « { $name } » i { $actor }
event-document-renamed = Nanova anarana rakitra i { $actor }: « { $name } »
event-document-deleted = Namafa ny « { $name } » i { $actor }
event-deliverable-approved = Nankatoa ny « { $name } » i { $actor }
event-approval-undone = Nanafoana ny valiny momba ny « { $name } » i { $actor }
event-changes-requested = Mangataka fanitsiana amin’ny « { $name } » i { $actor }
event-file-requested = Nangataka ny « { $name } » i { $actor }
event-file-received = Nandefa rakitra ho an’ny « { $name } » i { $actor }
event-file-accepted = Nanaiky ny rakitra ho an’ny « { $name } » i { $actor }
event-file-request-closed = Tsy mangataka ny rakitra ho an’ny « { $name } » intsony i { $actor }
event-file-returned = Namerina ny fangatahana « { $name } » i { $actor }
event-member-invited = Nanasa an’i { $name } i { $actor }
event-member-joined = Niditra tao amin’ny tetikasa i { $name }
event-member-removed = Nanala an’i { $name } tamin’ny tetikasa i { $actor }
project-field-title = Lohatenin’ny tetikasa
project-field-organisation = Orinasa mpanjifa
project-field-summary = Amin’ny teny vitsivitsy
project-field-client-name = Anaran’ny olona ifandraisana
project-field-client-name-hint = Ilaina raha vao misy adiresy.
project-field-client-email = Mailak’ilay olona
project-field-client-email-hint = Hahazo fanasana izy ary ho olona ifandraisana voalohany.
project-field-manager = Tompon’andraikitry ny tetikasa
project-manager-none = Tsy misy aloha
project-field-language = Fitenin’ny mailaka
project-field-starts-on = Fanombohana
project-field-due-on = Fiafarana kasaina
project-step-back = Miverina dingana iray: lazao ny antony.
field-not-staff = Tsy misy olona ao amin’ny masoivoho manana io adiresy io.
field-changed-meanwhile = Niova ity teo anelanelany. Avereno vakina, dia tehirizo indray.
field-changed-to = Nisy nitahiry: « { $found } ». Tehirizo indray raha hitazona ny lahatsoratrao.
field-choose-status = Misafidiana sata.
flash-project-created = Voaforona ny tetikasa.
flash-saved = Voatahiry.
flash-sent-before = Efa nalefa io taratasy io: naseho tamin’izay ny vokany, ary tsy nisy zavatra hafa noforonina.
flash-status-changed = Niova ny sata.
language-fr = Français
language-mg = Malagasy
language-en = English
thread-internal-title = Isika samy isika
mail-welcome-subject = Vonona ny sehatrao « { $title } »
mail-welcome-text =
    Miarahaba anao { $name },

    Vonona ny sehatrao ho an’ny tetikasa « { $title } » ({ $id }).
    Mifidiana tenimiafina eto; manan-kery telo andro ny rohy:

    { $link }

    Ao no hanarahanao ny fandrosoan’ny tetikasa, ny rakitra ary ny hafatra.
    Raha lany daty ny rohy dia mangataha vaovao ao amin’ny pejy fidirana, « Hadino ny tenimiafina ».

    Mandra-pihaona,
    Fataplus
mail-project-ready-subject = Vonona ny sehatrao « { $title } »
mail-project-ready-text =
    Miarahaba anao { $name },

    Vonona ny sehatrao ho an’ny tetikasa « { $title } » ({ $id }):

    { $link }

    Mandra-pihaona,
    Fataplus
mail-new-project-subject = Tetikasa vaovao: { $title }
mail-new-project-text =
    Miarahaba anao { $name },

    Vao tonga ny tetikasa « { $title } » ({ $id }), ary ianao no tompon’andraikitry ny tetikasa:

    { $link }

    Fataplus
mail-unassigned-project-subject = Tetikasa tsy misy tompon’andraikitra: { $title }
mail-unassigned-project-text =
    Miarahaba anao { $name },

    Vao tonga ny tetikasa « { $title } » ({ $id }), ary mbola tsy misy tompon’andraikitra:

    { $link }

    Fataplus
mail-status-changed-subject = « { $title } »: { $status }
mail-status-changed-text =
    Miarahaba anao { $name },

    Tonga amin’ny dingana vaovao ny tetikasa « { $title } »: { $status }.

    { $link }

    Fataplus
mail-status-back-subject = Miverina ny « { $title } »: { $status }
mail-status-back-text =
    Miarahaba anao { $name },

    Miverina amin’ity sata ity ny tetikasa « { $title } »: { $status }.
    Ny antony: « { $reason } »

    { $link }

    Fataplus
project-still-open = Mbola misokatra: { $what }.
project-open-milestones = dingana { $count }
project-open-tasks = asa { $count }
project-open-others = rakitra, fanapahan-kevitra na valiny { $count }
work-title = Ny asako
work-text = Izay miandry ny masoivoho ao amin’ny tetikasanao, sy ny asanao ho avy.
work-new-project = Tetikasa vaovao: vakio, dia ampandrosoy ho « Fanomanana »
work-open-project = Hanokatra ny tetikasa
work-empty-title = Tsy misy miandry anao
work-empty-text = Ho hita eto ny rakitra hohamarinina, ny hafatra hovaliana ary ny asa tonga fotoana.
work-hidden = Mila sokafana ity tetikasa ity vao hita izay miandry, araka ny fitsipi-pidirany.
quick-label = Asa haingana
quick-show = Hampiseho tahirin-kevitra amin’ny mpanjifa
quick-show-send = Alefa sy aseho
quick-task = Asa ho an’ny mpanjifa
quick-status = Hifindra ho « { $status } »
quick-readers = Hitan’i { $names }.
quick-mailed = Misy mailaka mampandre, raha tsy nisafidy hafa izy ireo.
quick-readers-none = Mbola tsy nisy mpanjifa niditra tamin’ity tetikasa ity.
mail-project-suspended-subject = Naato ny tetikasa: « { $project } »
mail-project-suspended-text =
    Miarahaba anao { $name },

    Najanon’ny masoivoho aloha ny tetikasa « { $project } ». Tsy misy very: ho eo daholo rehefa mitohy izy.

    Manorata any amin’ny masoivoho raha tsy fantatrao ny antony.

    Fataplus
mail-project-archived-subject = Voatahiry ny tetikasa: « { $project } »
mail-project-archived-text =
    Miarahaba anao { $name },

    Voatahiry ny tetikasa « { $project } »: tsy misokatra intsony. Tsy misy very, ary azo sokafana indray.

    Manorata any amin’ny masoivoho raha mbola mila zavatra avy ao ianao.

    Fataplus
mail-project-resumed-subject = Misokatra indray: « { $project } »
mail-project-resumed-text =
    Miarahaba anao { $name },

    Misokatra indray ny tetikasa « { $project } », araka ny namelanao azy.

    { $link }

    Fataplus
mail-member-removed-subject = Tsy ao amin’ny « { $project } » intsony ianao
mail-member-removed-text =
    Miarahaba anao { $name },

    Tsy mpikambana amin’ny tetikasa « { $project } » intsony ianao.

    Manorata any amin’ny masoivoho raha diso izany.

    Fataplus
