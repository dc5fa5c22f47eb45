people-name = Anarana
people-group-agency = Ao amin’ny masoivoho
people-group-client = Ao amin’ny mpanjifa
people-group-partners = Masoivoho mpiara-miasa
people-group-invited = Nasaina, mbola tsy namaly
people-until = hatramin’ny
people-late-since = lany daty ny
people-resend = Alefa indray
people-revoke = Hanaisotra ny fanasana
people-revoke-name = Hanaisotra ny fanasana an’i { $name }
people-revoke-confirm = Haisotra ve ity fanasana ity? Tsy hiasa intsony avy hatrany ny rohiny.
people-level-view = Mamaky fandaharam-potoana sy tahirin-kevitra, tsy mamaky hafatra
people-level-edit = Manoratra hafatra sy manampy rakitra sy asa koa
people-level-manage = Mitantana asa sy sata koa
people-place-client = Mpanjifa
people-place-client-lead = Mpanjifa, olona ifandraisana voalohany
people-place-project-manager = Tompon’andraikitry ny tetikasa
people-place-admin = Mpandrindra
invitation-title = Tongasoa ao amin’ny « { $project } »
invitation-introduce = Ho an’i { $email } ity fanasana ity. Soraty ny anaranao ary misafidiana tenimiafina mba hidirana.
invitation-join-text = Niditra amin’ny anaran’i { $email } ianao. Tsindrio indray mandeha dia ao anatin’ny tetikasanao izy.
invitation-as = Ao amin’ity tetikasa ity ianao dia ho: { $role }.
invitation-foreign = Ho an’i { $email } ity fanasana ity, saingy olon-kafa no niditra eto. Mivoaha, dia sokafy indray ny rohy ao amin’ny mailaka.
invitation-join = Hiditra ao amin’ny tetikasa
flash-invited = Lasa ny fanasana.
flash-invitation-revoked = Nesorina ny fanasana.
flash-member-removed = Tsy afaka miditra intsony io olona io.
mail-invitation-subject = Manasa anao ao amin’ny « { $project } » i { $inviter }
mail-invitation-text = Miarahaba anao { $name },

    Manasa anao ao amin’ny sehatra manokan’ny tetikasa « { $project } » i { $inviter }: ny fandrosoany, ny rakitra ary ny hafatra ao.

    { $link }

    Manan-kery 7 andro ny rohy ary indray mandeha ihany no azo ampiasaina. Tsy nampoizinao ve ity? Avelao ity mailaka ity: tsy misy mitranga.

    Fataplus
