token-title = Token ho an’ny programa
token-text = Ny token dia mamela programanao hanao zavatra amin’ny anaranao, arakaraka izay ferana eto.
token-docs = Ny fampiasan’ny programa ny API
token-password = Misaraka amin’ny tenimiafinao ny token: tsy mampitsahatra azy ny fanovana tenimiafina. Esory izay tsy ampiasainao intsony.
token-empty-title = Mbola tsy misy token
token-empty-text = Manaova iray isaky ny programa, mba ho azo esorina irery izy.
token-new = Token vaovao
token-name = Anarana
token-name-hint = Inona no ilana azy, ohatra « Tatitra isan-kerinandro »
token-life = Mifarana afaka
token-days-7 = 7 andro
token-days-30 = 30 andro
token-days-90 = 90 andro
token-days-365 = Herintaona
token-scopes = Hanaovana inona
token-scopes-hint = Tsy hahavita mihoatra noho ny vitanao mihitsy izy. Safidio izay tena ilaina ihany.
token-make = Hamorona ny token
token-fresh = Voaforona i « { $name } »
token-fresh-text = Adikao izao: indray mandeha ihany no aseho ary tsy tehirizina na aiza na aiza. Izay manana azy dia manao zavatra amin’ny anaranao.
token-copy = Adikao
token-copied = Voadika
token-made = Noforonina ny
token-until = Mifarana ny
token-over = Nifarana ny
token-used = Nampiasaina farany
token-unused = Mbola tsy nampiasaina
token-revoke = Esory
token-revoke-name = Esory i { $name }
token-revoke-confirm = Esorina ve? Holavina avy hatrany izay mampiasa azy.
key-title = Fanalahidy ho an’ny programa
key-text = Ny fanalahidy dia mamela programa hiasa ato amin’ity tetikasa ity, ary tsy any an-kafa. Tsy mahavita mihoatra noho ny tompon’andraikitry ny tetikasa izy, ary mitsahatra rehefa miala izay namorona azy.
key-fresh-text = Adikao izao: indray mandeha ihany no aseho ary tsy tehirizina na aiza na aiza. Izay manana azy dia afaka miasa ato amin’ny tetikasa.
key-manage = Hitantana ny fanalahidy
key-manage-text = Avelao hamaky sy hanoratra ato amin’ity tetikasa ity ny programa.
key-empty-title = Mbola tsy misy fanalahidy
key-empty-text = Manaova iray isaky ny programa, mba ho azo esorina irery izy.
key-new = Fanalahidy vaovao
key-by = Noforonin’i { $name }
key-scopes-hint = Safidio izay tena ilaina ihany.
key-networks = Avy amin’ireto tambajotra ireto ihany
key-networks-hint = Adiresy na tambajotra iray isaky ny andalana, ohatra 203.0.113.0/24. Raha foana: avy na aiza na aiza.
key-make = Hamorona ny fanalahidy
scope-project-read = Hijery ny tetikasa, ny drafitra ary ny hetsika
scope-project-write = Hanova ny mombamomba, ny daty ary ny toerana misy azy
scope-plan-write = Hanova ny dingana sy ny asa
scope-documents-read = Hamaky tahirin-kevitra sy fangatahana rakitra
scope-documents-write = Handefa, hanova ary hamoaka tahirin-kevitra
scope-messages-read = Hamaky hafatra
scope-messages-write = Hanoratra hafatra
scope-members-read = Hijery ny mpikambana sy ny fanasana
scope-members-write = Hanasa sy hanala olona
scope-operations-read = Hijery ny fanalahidin’ny tetikasa
flash-token-revoked = Voaesotra ny token.
flash-key-revoked = Voaesotra ny fanalahidy.
field-scopes = Safidio farafahakeliny iray.
field-token-life = Herintaona manomboka izao no ela indrindra.
field-token-limit = Efa feno ny isa azo atao. Esory aloha ny iray.
field-network = Soraty adiresy toy ny 203.0.113.9 na tambajotra toy ny 203.0.113.0/24.
field-networks = { $limit ->
    [one] Tambajotra iray no betsaka indrindra.
    *[other] Tambajotra { $limit } no betsaka indrindra.
}
problem-insufficient-scope = Tsy mahazo manao izany ity token ity
problem-insufficient-scope-detail = Tsy ampy ny fahefany. Mamoròna iray manana ny fahefana voalaza, na ataovy ny tenanao.
problem-key-network = Tsy azo ampiasaina eto ity fanalahidy ity
problem-key-network-detail = Avy amin’ny tambajotra nolazain’ny tetikasany ihany no azo ampiasana azy.
event-through-key = { $actor } (tamin’ny alalan’ny fanalahidy « { $key } »)
event-key-made = Namorona ny fanalahidy « { $name } » i { $actor }
event-key-revoked = Nanala ny fanalahidy « { $name } » i { $actor }
mail-token-made-subject = Nisy token ho an’ny programa noforonina tamin’ny anaranao
mail-token-made-text =
    Miarahaba anao { $name },

    Noforonina tamin’ny kaontinao ny token « { $token } »: izay manana azy dia afaka manao zavatra amin’ny anaranao, arakaraka ny fahefany.
    Raha ianao no nanao izany dia tsy misy tokony hatao. Raha tsy izany, esory eto avy hatrany, dia ovay ny tenimiafinao:

    { $link }

    Fataplus
