intake-step = Dingana { $step } amin’ny { $steps }
intake-saving = Eo am-pitehirizana…
intake-saved = Voatahiry
intake-not-saved = Mbola tsy voatahiry, hoandramana indray
intake-refused = Tsy voatahiry: tsy ekena ny voasoratra eto.
intake-next = Manaraka
intake-back = Hiverina
intake-send = Alefa ny fangatahako
intake-privacy = Ny ataonay amin’ny valinteninao
intake-resume = Azonao atao ny miato eto: miandry anao mandritra ny { $days } andro ao amin’ity navigateur ity ny fangatahanao, ary any an-kafa amin’ny rohy manokana anao.
intake-other-person = Tsy anao ity fangatahana ity, sa hafa?
intake-new = Hanomboka fangatahana hafa
intake-full = Efa be loatra ny fangatahana natomboka avy amin’ny tambajotranao. Tsy misy very amin’ity pejy ity izay nosoratanao: andramo indray any aoriana.
intake-busy = Be loatra ny nalefa tao anatin’ny fotoana fohy. Tsy misy very amin’ity pejy ity izay nosoratanao: andramo indray afaka fotoana fohy.
intake-misfit = Tsy voatahiry ny « { $field } ». { $error }
done-preparing-text = Segondra vitsivitsy matetika no ilaina, ary mavaozina ho azy ity pejy ity. Azonao akatona koa izy: handefasana mailaka ianao raha vao misokatra ny sehatrao.
intake-copy = Adikao ny rohiko
intake-copied = Voadika ny rohy
intake-problem = Misy valinteny mila jerena: voamarika eo ambany izy ireo.
intake-1-title = Ianao
intake-1-text = Ahoana no hifandraisana aminao?
intake-2-title = Ny vinanao
intake-2-text = Inona no tokony hiova noho ny tetikasa?
intake-3-title = Tetibola sy fotoana
intake-3-text = Ampy ny tombana ankapobeny.
intake-4-title = Karazana tetikasa
intake-4-text = Fidio izay rehetra mifanaraka.
intake-5-title = Safidy ara-teknika
intake-5-text = Avelao ho banga raha tsy misy: hanolotra ny masoivoho.
intake-6-title = Endrika
intake-6-text = Manazava be izay tianao.
intake-7-title = Fiasa
intake-7-text = Iray isaky ny andalana, izay lehibe indrindra aloha.
intake-8-title = Votoaty sy fiarovana
intake-8-text = Izay efa vonona, sy izay tsy maintsy arovana.
intake-9-title = Misy hafa ve?
intake-9-text = Teny farany, dia alefanao.
code-title = Jereo ny mailakao
code-text = Nandefa tarehimarika enina tany amin’ny { $email } izahay. Manan-kery 15 minitra izy ireo.
code-label = Kaody misy tarehimarika enina
code-hint = Jereo koa ny ao amin’ny mailaka tsy ilaina.
code-submit = Sokafy ny sehatro
code-wrong = Tsy izay no kaody marina. Hamarino indray.
code-exhausted = Be loatra ny andrana. Mangataha kaody vaovao.
code-missing = Tsy nisy tonga?
code-resend = Mandefa kaody vaovao
done-title = Vonona ny sehatrao
done-text = Efa ao ny fangatahanao ary efa nampandrenesina ny masoivoho.
done-open = Efa manana tenimiafina aho: hanokatra ny sehatro
done-keep = Sokafy ny mailaka vao nalefanay taminao: ny rohy ao no hidiranao.
done-review-title = Tonga ny fangatahanao
done-review-text = Hamaky azy ny masoivoho ary hamaly anao amin’ny mailaka.
intake-other = Misy hafa? Iray isaky ny andalana.
code-expired = Lany daty io kaody io. Mangataha vaovao.
code-no-more = Tsy afaka mandefa kaody intsony izahay ho an’ity fangatahana ity. Hamarino ny adiresinao, na manombòha fangatahana hafa.
code-edit = Hanitsy ny adiresiko na ny valinteniko
flash-code-resent = Efa lasa ny kaody vaovao.
field-too-many = { $limit } ihany no fara fahabetsany.
field-item-too-long = Tarehintsoratra { $limit } isaky ny singa no fara fahabetsany.
field-phone = Misy famantarana tsy fahita ao amin’io laharana io.
ask-contact-name = Ny anaranao
ask-email = Ny mailakao
ask-phone = Telefaonina
ask-company = Orinasa na fikambanana
ask-sector = Sehatra iasana
ask-company-size = Habeny
ask-title = Anaran’ny tetikasa
ask-problem = Inona no olana tianao hovahana?
ask-solution = Inona no vahaolana ao an-tsainao?
ask-goals = Ny tanjonao
ask-expected-impact = Inona no andrasanao amin’izany?
ask-audience = Natao ho an’iza ny tetikasa?
ask-estimated-users = Firy eo ho eo no hampiasa azy?
ask-budget = Tetibola
ask-timeline = Fotoana irina
ask-project-types = Karazana tetikasa
ask-complexity = Haavon’ny fahasarotana, araka ny hevitrao
ask-frontend = Teknolojia ho an’ny endrika
ask-backend = Teknolojia ho an’ny mpizara
ask-database = Tahirin-kevitra fototra
ask-hosting = Fampiantranoana
ask-integrations = Serivisy hampifandraisina
ask-visual-style = Endrika irina
ask-references = Tranonkala na marika tianao
ask-existing-assets = Izay efa anananao
ask-must-have = Tsy maintsy misy
ask-should-have = Tokony hisy
ask-could-have = Raha azo atao
ask-modules = Singa
ask-content = Votoaty
ask-security = Fiarovana
ask-sensitive-data = Angona saro-pady hokirakiraina
ask-notes = Misy zavatra hafa tianao holazaina?
ask-consent = Ekeko hampiasaina ny valinteniko mba handinihana ny fangatahako sy hanokafana ny sehatro, araka ny voalaza ao amin’ny pejin’ny tsiambaratelo.
ask-email-hint = Handefasana kaody fanamafisana.
ask-title-hint = Tarehintsoratra 3 hatramin’ny 100.
ask-estimated-users-hint = Tombana ankapobeny.
ask-frontend-hint = Iray isaky ny andalana: React, Vue, Flutter…
ask-backend-hint = Iray isaky ny andalana: Rust, Node.js, Django…
ask-database-hint = Iray isaky ny andalana: PostgreSQL, MySQL…
ask-hosting-hint = Ao aminao, eto Madagasikara, any amin’ny cloud…
ask-integrations-hint = Fandoavam-bola amin’ny finday, kaonty, hafatra…
ask-references-hint = Apetaho eto ny adiresy, na lazalazao.
group-design = Famolavolana
group-web = Web
group-ai = Faharanitan-tsaina noforonina
group-mobile = Finday
group-infrastructure = Fotodrafitrasa
group-training = Fiofanana
choice-company-size-startup = Startup, olona 1 hatramin’ny 10
choice-company-size-sme = Orinasa antonony, olona 11 hatramin’ny 50
choice-company-size-large = Orinasa lehibe, olona 51 no ho miakatra
choice-company-size-association = Fikambanana
choice-company-size-individual = Olon-tsotra
choice-budget-under-500k = Latsaky ny 500 000 Ar
choice-budget-500k-1m = 500 000 hatramin’ny 1 tapitrisa Ar
choice-budget-1m-5m = 1 hatramin’ny 5 tapitrisa Ar
choice-budget-5m-10m = 5 hatramin’ny 10 tapitrisa Ar
choice-budget-over-10m = Mihoatra ny 10 tapitrisa Ar
choice-budget-undecided = Mbola tsy tapaka
choice-timeline-under-1-month = Latsaky ny iray volana
choice-timeline-1-3-months = 1 hatramin’ny 3 volana
choice-timeline-3-6-months = 3 hatramin’ny 6 volana
choice-timeline-6-12-months = 6 hatramin’ny 12 volana
choice-timeline-over-12-months = Mihoatra ny herintaona
choice-complexity-simple = Tsotra
choice-complexity-medium = Antonony
choice-complexity-complex = Sarotra
choice-complexity-very-complex = Sarotra be
choice-project-types-ui-ux = UI/UX
choice-project-types-product = Vokatra
choice-project-types-redesign = Fanavaozana
choice-project-types-identity = Famantarana ara-pijery
choice-project-types-prototype = Santionany
choice-project-types-design = Hafa, na mbola hofaritana
choice-project-types-showcase = Tranonkala fampahafantarana
choice-project-types-shop = Fivarotana an-tserasera
choice-project-types-pwa = Rindranasa web (PWA)
choice-project-types-saas = Rindrambaiko an-tserasera (SaaS)
choice-project-types-portal = Vavahady
choice-project-types-booking = Famandrihana
choice-project-types-web = Hafa, na mbola hofaritana
choice-project-types-assistant = Mpanampy
choice-project-types-recommendation = Tolo-kevitra
choice-project-types-prediction = Vinavina
choice-project-types-nlp = Fikirakirana fiteny
choice-project-types-vision = Fahitan’ny solosaina
choice-project-types-automation = Fandehanan-ho azy
choice-project-types-ai = Hafa, na mbola hofaritana
choice-project-types-ios = iOS
choice-project-types-android = Android
choice-project-types-cross-platform = iOS sy Android
choice-project-types-mobile = Hafa, na mbola hofaritana
choice-project-types-architecture = Rafitra
choice-project-types-cloud = Cloud
choice-project-types-api = API
choice-project-types-database = Tahirin-kevitra fototra
choice-project-types-support = Fanampiana sy fikojakojana
choice-project-types-infrastructure = Hafa, na mbola hofaritana
choice-project-types-open = { $group }: hafa, na mbola hofaritana
choice-project-types-training = Fampiofanana ny ekipanao
choice-existing-assets-logo = Logo
choice-existing-assets-brand-guidelines = Fitsipika ara-pijery
choice-existing-assets-photos = Sary
choice-existing-assets-videos = Horonantsary
choice-existing-assets-texts = Lahatsoratra
choice-existing-assets-mockups = Endrika andrana
choice-existing-assets-website = Tranonkala efa misy
choice-modules-accounts = Kaontin’ny mpampiasa
choice-modules-payments = Fandoavam-bola
choice-modules-booking = Famandrihana
choice-modules-blog = Vaovao na blaogy
choice-modules-search = Fikarohana
choice-modules-chat = Hafatra
choice-modules-notifications = Fampandrenesana
choice-modules-dashboard = Tontonana
choice-modules-maps = Sarintany
choice-modules-languages = Fiteny maro
choice-content-texts-ready = Vonona ny lahatsoratra
choice-content-photos-ready = Vonona ny sary
choice-content-videos-ready = Vonona ny horonantsary
choice-content-writing-needed = Mila soratana
choice-content-photos-needed = Mila alaina sary
choice-content-translation-needed = Mila adika
choice-security-strong-login = Fidirana voaaro kokoa
choice-security-access-levels = Zo arakaraka ny olona
choice-security-backups = Tahiry vonjy
choice-security-audit-trail = Diarin’ny natao
choice-security-encryption = Fanafenana
choice-sensitive-data-personal = Angona manokana
choice-sensitive-data-financial = Angona ara-bola
choice-sensitive-data-health = Angona ara-pahasalamana
choice-sensitive-data-children = Angonan’ny ankizy
choice-sensitive-data-trade-secrets = Tsiambaratelon’ny orinasa
mail-intake-code-subject = Ny kaodinao Fataplus
mail-intake-code-text =
    Miarahaba anao,

    Ity ny kaody manamafy ny fangatahanao. Manan-kery 15 minitra izy.

    { $code }

    { $link ->
        [none] {""}
       *[other] Nakatonao ve ny pejy? Tohizo eto: { $link }
    }

    Raha tsy nangataka na inona na inona ianao dia aza raharahina ity hafatra ity: tsy misy mitranga raha tsy eo ny kaody.

    Fataplus
mail-intake-declined-subject = Ny fangatahanao « { $title } »
mail-intake-declined-text =
    Miarahaba anao { $name },

    Misaotra anao tamin’ny fangatahanao. Novakinay izy io saingy tsy afaka mandray azy izahay. Ity ny antony:

    { $reason }

    Fataplus
mail-intake-decide-subject = Fangatahana hodinihina: { $title }
mail-intake-decide-text =
    Miarahaba anao { $name },

    Nandefa fangatahana i { $who } ary nanamafy ny adiresiny. Ekeo na lavo eto izany:

    { $link }

    Fataplus
submissions-title = Fangatahana
submissions-text = Izay tonga tamin’ny alalan’ny fisy fenoina.
submissions-all = Ny fangatahana rehetra
submissions-empty-title = Tsy misy fangatahana
submissions-empty-text = Hiseho eto ny fangatahana alefa amin’ny fisy fenoina.
submissions-request = Fangatahana
submissions-state = Toetra
submissions-from = Avy amin’i
submissions-date = Nalefa ny
submissions-project = Tetikasa
submissions-no-project = Mbola tsy misy
submission-awaiting-code = Adiresy hohamafisina
submission-in-review = Hodinihina
submission-accepted = Nekena
submission-declined = Nolavina
submission-open = Sokafy ny sehatra
submission-review-text = Nanamafy ny adiresiny ilay olona. Raha manaiky ianao dia misokatra ny sehatrany.
submission-waiting-text = Mbola tsy nampiditra ny kaody nalefa tamin’ny adiresiny ilay olona.
submission-accept = Ekena ny fangatahana
submission-decline = Lavina ny fangatahana
submission-reason = Antony handavana
submission-reason-hint = Alefa amin’ilay olona araka ny nanoratana azy.
flash-submission-accepted = Nekena ny fangatahana. Hahazo mailaka ilay olona raha vao misokatra ny sehatrany.
flash-submission-declined = Nolavina ny fangatahana, nampandrenesina tamin’ny mailaka ilay olona.
