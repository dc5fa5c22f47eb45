login-with = Hiditra amin’ny { $host }
login-with-access = Hiditra amin’ny Cloudflare Access
login-link-first = Midira araka ny mahazatra anao, indray mandeha ihany. Aorian’izay dia azonao ampifandraisina ilay kaonty vao nampiasainao.
sign-in-to-login = Hiditra amin’ny tenimiafina
sign-in-to-list = Ireo kaonty mifandray aminao
sign-in-over-title = Tsy manan-kery intsony ity fidirana ity
sign-in-over-text = Naharitra mihoatra ny folo minitra, efa nampiasaina, na nanomboka tamin’ny mpitety tranonkala hafa izy. Avereno azafady.
sign-in-denied-title = Tsy tafiditra ianao
sign-in-denied-text = Nofoanana na nolavina tao amin’ny { $host } ny fidirana. Tsy nisy niova teto.
sign-in-refused-title = Tsy tafiditra ianao
sign-in-refused-text = Tsy azo nekena ny valin’ny { $host }. Avereno azafady; raha mitranga indray dia lazao amin’ny tompon’andraikitry ny tetikasanao.
sign-in-down-title = Tsy mamaly ny { $host }
sign-in-down-text = Andramo indray afaka fotoana fohy. Mandeha toy ny mahazatra ny fidirana amin’ny tenimiafina.
sign-in-unknown-title = Tsy misy kaonty manana io adiresy io
sign-in-unknown-text = Fantatry ny { $host } ianao, fa tsy misy kaonty mifanaraka eto. Mangataha fanasana amin’ny tompon’andraikitry ny tetikasanao, na ampifandraiso ny kaonty rehefa tafiditra ianao.
sign-in-taken-title = Efa mifandray io kaonty io
sign-in-taken-text = Mifandray amin’ny kaonty hafa eto ny kaontinao ao amin’ny { $host }. Esory aloha io fifandraisana io.
identity-title = Kaonty mifandray
identity-text = Kaonty any an-kafa azonao idirana eto.
identity-empty-title = Tsy misy kaonty mifandray
identity-empty-text = Ny tenimiafinao no idiranao.
identity-since = Nampifandraisina ny
identity-used = Fampiasana farany
identity-unused = Mbola tsy nampiasaina
identity-link-with = Hampifandray kaonty ao amin’ny { $host }
identity-link-access = Hampifandray ny Cloudflare Access
identity-unlink = Hanaisotra ny fifandraisana
identity-unlink-name = Hanaisotra ny fifandraisana amin’ny { $name }
identity-unlink-ask = Tsy ho afaka hiditra amin’io kaonty io intsony ianao.
identity-last = Io irery no fomba ahafahanao miditra. Misafidiana tenimiafina na manampia fomba hafa aloha.
identity-last-way = Hisafidy tenimiafina
identity-ask-title = Hampifandraisina ve ity kaonty ity?
identity-ask-text = Manomboka izao, izay miditra amin’io kaonty io ao amin’ny { $host } dia tafiditra eto amin’ny anaranao.
identity-here = Eto
identity-ask-yes = Ampifandraiso
identity-ask-no = Tsy izao
flash-identity-linked = Mifandray ny kaonty. Azonao idirana izy manomboka izao.
flash-identity-unlinked = Tsy mifandray intsony ny kaonty.
mail-identity-linked-subject = Nisy kaonty fidirana nampifandraisina
mail-identity-linked-text = Miarahaba anao { $name },

    Nisy kaonty ao amin’ny { $host } nampifandraisina tamin’ny anao: azonao idirana izy manomboka izao.

    Tsy ianao ve? Ovay ny tenimiafinao, esory ny fifandraisana ao amin’ny pejy “Kaonty mifandray”, ary lazao amin’ny tompon’andraikitry ny tetikasanao.

    Fataplus
mail-identity-unlinked-subject = Nisy kaonty fidirana tsy mifandray intsony
mail-identity-unlinked-text = Miarahaba anao { $name },

    Tsy mifandray amin’ny anao intsony ny kaonty iray ao amin’ny { $host }: tsy misy afaka hiditra aminy intsony.

    Tsy ianao ve? Ovay ny tenimiafinao, ary lazao amin’ny tompon’andraikitry ny tetikasanao.

    Fataplus
