problem-mfa-required = Ilaina ny fanamarinana faharoa
problem-mfa-required-detail = Apetraho na asehoy ao amin’ny pejy Fiarovana ao amin’ny kaontinao izany. Ny programa mandefa azy ao amin’ny “totp” rehefa miditra.
problem-wrong-factor = Diso ny kaody
problem-wrong-factor-detail = Ampiasao ny kaody asehon’ny fampiharanao izao, na kaody fiandry mbola tsy nampiasaina. Indray mandeha ihany no azo ampiasaina ny tsirairay.
problem-proof-too-old = Hamafiso fa ianao tokoa
problem-proof-too-old-detail = Mila porofo latsaky ny folo minitra ity asa ity. Midira indray na hamafiso ao amin’ny kaontinao.
problem-too-many-attempts = Be loatra ny andrana
problem-too-many-attempts-detail = Andraso kely, dia avereno.
login-wait = { $seconds ->
    [one] Be loatra ny andrana. Avereno afaka iray segondra.
   *[other] Be loatra ny andrana. Avereno afaka { $seconds } segondra.
}
field-wait = Be loatra ny andrana. Andraso kely, dia avereno.
login-by-mail = Hiditra amin’ny mailaka
login-by-password = Hiditra amin’ny tenimiafina
login-mail-title = Hiditra amin’ny mailaka
login-mail-text = Omeo ny adiresinao: handefa rohy sy kaody izahay, tsy mila tenimiafina.
login-mail-send = Alefa ny mailaka
login-mail-sent = Raha manana kaonty io adiresy io dia efa lasa ny mailaka. Soraty eto ny kaody ao anatiny, na sokafy ny rohy. Manan-kery 15 minitra izy roa.
login-mail-code = Kaody tao amin’ny mailaka
login-mail-again = Alefaso mailaka hafa
login-mail-over = Tsy manan-kery intsony io kaody io. Mangataha mailaka hafa.
login-link-title = Fidirana
login-link-text = Hiditra amin’ny anaran’i { $email } ianao.
mail-login-subject = Fidirana ao amin’ny Fataplus
mail-login-text = Miarahaba anao { $name },

    Ny kaody hidiranao:

    { $code }

    Na sokafy ity rohy ity, dia tsindrio ny bokotra eo amin’ny pejy:

    { $link }

    Manan-kery 15 minitra izy roa ary indray mandeha ihany no azo ampiasaina. Tsy nangataka ianao? Avelao ity mailaka ity: tsy misy mitranga.

    Fataplus
second-title = Dingana iray sisa
second-text-app = Soraty ny kaody asehon’ny fampiharana fanamarinana izao.
second-text-passkey = Ampiasao ny fanalahidinao, na soraty ny kaody fiandry iray.
second-submit = Tohizo
factor-code = Kaody
factor-code-hint = Tarehimarika enina ao amin’ny fampiharanao. Raha tsy eo izy: iray amin’ireo kaody fiandry.
factor-wrong = Diso io kaody io, na efa nampiasaina.
factor-app-wrong = Tsy io ny kaody amin’izao fotoana izao.
passkey-use = Hampiasa fanalahidy fidirana
passkey-login = Hiditra amin’ny fanalahidy fidirana
passkey-failed = Tsy nety izany. Avereno, na misafidiana fomba hafa.
passkey-name = Anaran’ny fanalahidy
passkey-name-hint = Hahafantarana azy: “finday”, “fanalahidin’ny birao”.
passkey-add = Hanampy fanalahidy fidirana
passkey-unsupported = Tsy afaka mampiasa fanalahidy fidirana eto ity mpitety tranonkala ity, na tsy mandeha ny JavaScript.
confirm-title = Hamafiso fa ianao tokoa
confirm-text = Zavatra saro-pady no hataonao. Maharitra dimy ka hatramin’ny folo minitra ny fanamafisanao.
confirm-first = Ilaina aloha ny porofo vao haingana fa ianao tokoa. Tsy ho very izay hosoratanao avy eo.
confirm-submit = Hamafiso
confirm-factor-needed = Ampiasao ny fanamarinana faharoa: kaody na fanalahidy.
confirm-again = Mba hanamafisana dia mivoaha, avy eo midira indray.
security-title = Fiarovana
security-text = Miaro ny kaontinao ny fanamarinana faharoa na dia misy mahalala ny tenimiafinao aza.
security-needed = Mila fanamarinana faharoa ny andraikitrao, na ny iray amin’ny tetikasanao. Apetraho izany vao mitohy.
security-go-on = Tohizo
security-on = Mandeha
security-off = Tsy mandeha
security-app = Fampiharana fanamarinana
security-app-text = Mampiseho kaody vaovao isaky ny telopolo segondra ny fampiharana ao amin’ny findainao.
security-app-add = Hametraka fampiharana
security-app-remove = Hanala ny fampiharana
security-passkeys = Fanalahidy fidirana (passkey)
security-passkeys-text = Ny dian-tananao, ny tavanao na fanalahidy fiarovana, fa tsy ny tenimiafina sy ny kaody. Aorian’izay dia tsy ampy intsony ny tenimiafina na ny kaody avy amin’ny mailaka amin’ny fitaovana hafa: tehirizo ny kaody famonjena manaraka.
security-added = Nampiana
security-used = Nampiasaina farany
security-remove = Esory
security-remove-name = Esory { $name }
security-remove-confirm = Hesorina ve ity fanamarinana faharoa ity? Tsy hangatahina intsony izy rehefa miditra.
security-codes = Kaody fiandry
security-codes-text = Ho an’ny andro very ny findainao na ny fanalahidinao. Indray mandeha ihany no azo ampiasaina ny tsirairay.
security-codes-left = { $count ->
    [0] Tsy misy intsony
    [one] Iray sisa
   *[other] { $count } sisa
}
security-codes-new = Kaody vaovao
app-title = Hametraka fampiharana fanamarinana
app-scan = Zahao amin’ny fampiharanao ity kaody ity (Aegis, FreeOTP na Google Authenticator, ohatra), na soraty ao ny fanalahidy.
app-qr = Ny fanalahidy amin’ny endrika kaody QR
app-open = Sokafy ao amin’ny fampiharako
app-open-hint = Ao amin’ny finday misy ny fampiharana: tsy ilaina ny manao scan.
app-secret = Fanalahidy hosoratana
app-code = Kaody asehon’ny fampiharana
app-confirm = Alefaso
codes-title = Kaody fiandry
codes-text = Amin’ny iray amin’ireo kaody ireo no hidiranao rehefa tsy eo ny finday na ny fanalahidy. Atontay na tehirizo ao amin’ny mpitahiry tenimiafina.
codes-replace = { $count ->
    [one] Manana kaody tsara iray ianao. Hisolo azy ny andiany vaovao.
   *[other] Manana kaody tsara { $count } ianao. Hisolo azy ireo ny andiany vaovao.
}
codes-show = Asehoy ny kaody fiandriko
codes-once = Indray mandeha ihany no aseho ireo kaody ireo.
codes-kept = Voatahiriko izy ireo
codes-copy = Adikao daholo
codes-copied = Voadika
flash-factor-app-added = Voapetraka ny fampiharanao.
flash-factor-removed = Nesorina ny fanamarinana faharoa.
mail-factor-added-subject = Nisy fanamarinana faharoa nampiana tao amin’ny kaontinao
mail-factor-added-text = Miarahaba anao { $name },

    Nisy fanamarinana faharoa nampiana tao amin’ny kaontinao Fataplus. Raha tsy ianao no nanao izany, ovay avy hatrany ny tenimiafinao ary lazao amin’ny tompon’andraikitry ny tetikasanao, ao amin’ny hafatry ny sehatrao.

    Fataplus
mail-factor-removed-subject = Nisy fanamarinana faharoa nesorina tao amin’ny kaontinao
mail-factor-removed-text = Miarahaba anao { $name },

    Nisy fanamarinana faharoa nesorina tao amin’ny kaontinao Fataplus. Raha tsy ianao no nanao izany, ovay avy hatrany ny tenimiafinao ary lazao amin’ny tompon’andraikitry ny tetikasanao, ao amin’ny hafatry ny sehatrao.

    Fataplus
strength-label = Tanjaky ny tenimiafina
strength-short = Fohy loatra: 12 litera farafahakeliny
strength-weak = Mora vinaniana
strength-fair = Mbola tsy ampy tanjaka
strength-good = Matanjaka
strength-strong = Matanjaka tokoa
