home-turn-yours = Anjaranao izao
home-turn-agency = Miasa ny masoivoho
home-turn-client = Anjaran’ny mpanjifa
home-turn-nobody = Tsy misy andrasana
home-turn-yours-title = { $count ->
    [one] Misy zavatra iray miandry anao
    *[other] Misy zavatra { $count } miandry anao
}
home-turn-yours-text = Handroso ny tetikasa raha vantany vao vita izany.
home-turn-agency-title = Tsy misy hatao aloha
home-turn-agency-text = Hiseho eto izay hiandry anao.
home-turn-intake-title = Mamaky ny fangatahanao ny masoivoho
home-due = Farany: { $date }
home-late-since = Tara nanomboka ny { $date }
home-steps = Dingan’ny tetikasa
home-figures = Amin’ny ankapobeny
home-next = Dingana manaraka
home-no-next = Tsy misy voalahatra
home-progress = Fandrosoana
home-overdue = Dingana tara
home-overdue-count = { $count ->
    [0] Tsy misy
    *[other] { $count }
}
home-see-plan = Jereo ny fandaharam-potoana
home-file-requests = Rakitra angatahina
home-no-file-requests = Tsy misy rakitra andrasana.
home-messages = Hafatra farany
home-no-messages = Mbola tsy misy hafatra.
home-all = Hijery azy rehetra
home-contact = Ny tompon’andraikitry ny tetikasanao
home-contact-name = { $name } no mikarakara ny tetikasanao
home-contact-write = Handefa hafatra
home-turn-intake-text = Hamaly ao amin’ny Hafatra izy: hisy mailaka hampandre anao.
home-about = Ny tetikasa
activity-text = Izay rehetra nitranga tao amin’ny tetikasa, ny vao haingana no voalohany.
home-timeline = Izay nitranga
people-title = Olona
people-text = Ny olon’ny tetikasa. Afaka manokatra azy koa ny mpitantana ny sehatra.
people-lead = Olona ifandraisana voalohany
people-invite = Hanasa olona
people-email = Adiresy mailaka
people-email-hint = Hahazo rohy hidirana ilay olona.
people-role = Anjara
people-send-invitation = Alefa ny fanasana
people-remove = Esory
people-remove-name = Esory i { $name }
people-remove-confirm = Hesorina ao amin’ny tetikasa ve i { $name }? Tapaka avy hatrany ny fidirany.
people-last-manager = Tsy misy olon-kafa mitantana ity tetikasa ity. Manendre tompon’andraikitra hafa aloha, raha tsy izany dia tsy hisy hamaly ny hafatra sy ny fangatahana.
preparing-title = Eo am-panomanana ny sehatrao
preparing-text = Segondra vitsy no ilainy matetika. Raha maharitra kokoa dia manandrana hatrany izahay mandra-pahavitany: tsy misy very, ary hisy mailaka hampandre anao.
preparing-reload = Jereo indray
home-turn-delivered-title = Vita daholo ny asa
