form-again-text = Talohan’ny fiovan’ny fidirana ity pejy ity. Mbola tsy nisy nalefa, ary tsy misy very izay nosoratanao.
form-again-as = Tafiditra amin’ny anaran’ny { $email } ianao.
form-again-send = Alefa izao
error-open-again = Sokafy indray ny pejy
error-home = Hiverina amin’ny tetikasako
error-home-project = Hiverina amin’ny tetikasa
error-manage = Hitantana ity tetikasa ity
error-home-public = Hiverina amin’ny fandraisana
error-new-link = Hangataka rohy vaovao
error-reference = Laharana: { $id }
again-wait = { $seconds ->
    [one] Mbola eto izay nosoratanao. Alefaso indray afaka iray segondra.
   *[other] Mbola eto izay nosoratanao. Alefaso indray afaka { $seconds } segondra.
}
again-send = Alefaso indray
again-code = Kaody
again-title = Lohateny

problem-not-found = Tsy hita ity pejy ity
problem-not-found-detail = Diso ny adiresy, na tsy misokatra ho anao. Hamarino izany, na miainga avy amin’ny lisitry ny tetikasanao.
problem-forbidden = Tsy azonao atao ity
problem-forbidden-detail = Natokana ho an’olon-kafa ity. Anontanio ny tompon’andraikitry ny tetikasa.
problem-project-suspended = Naato ity tetikasa ity
problem-project-suspended-detail = Voatahiry tsara ny rakitrao, tsy misy very. Manorata amin’ny masoivoho raha mila fanazavana.
problem-project-archived = Voatahiry any an-tahiry ity tetikasa ity
problem-project-archived-detail = Mbola azo sokafana indray izy ary tsy misy very. Manorata amin’ny masoivoho.
problem-project-preparing = Eo am-panomanana ny sehatrao
problem-project-preparing-detail = Segondra vitsy no ilainy matetika; raha maharitra kokoa dia andramana hatrany mandra-pahavitany. Andramo indray afaka kelikely.
problem-invalid-token = Tapitra ny fotoam-pidiranao
problem-invalid-token-detail = Midira indray raha hanohy.
problem-authentication-required = Midira aloha
problem-authentication-required-detail = Ho an’ny olona efa niditra ity. Midira, dia andramo indray.
problem-wrong-credentials = Diso ny adiresy na ny tenimiafina
problem-wrong-credentials-detail = Hamarino izy roa, na mangataha rohy hisafidianana tenimiafina vaovao.
problem-form-expired = Efa lany andro ity taratasy fenoina ity
problem-form-expired-detail = Talohan’ny fiovan’ny fidirana ity pejy ity. Tsy nisy niova: sokafy indray izy, dia alefaso fanindroany ny fisy.
problem-validation = Misy zavatra tokony hahitsy
problem-validation-detail = Vakio izay voasoratra eo anilan’ny faritra tsirairay, dia alefaso indray.
problem-malformed-json = Tsy JSON marina ny votoatiny
problem-malformed-json-detail = Hamarino ny fanoratana azy, dia alefaso indray.
problem-unsupported-media-type = Tsy ilay karazana andrasana ny votoatiny
problem-unsupported-media-type-detail = Ampiasao ny Content-Type lazain’ny torolalana momba ity adiresy ity.
problem-payload-too-large = Lehibe loatra ity
problem-payload-too-large-detail = Misafidiana rakitra kely kokoa, na alefaso tsikelikely.
problem-bad-request = Tsy azo vakina ity fangatahana ity
problem-bad-request-detail = Miverena ary andramo indray. Raha nosoratanao ny adiresy dia hamarino.
problem-https-required = Tonga tamin’ny HTTP tsy voaaro ity
problem-https-required-detail = Avereno any amin’ny adiresy manomboka amin’ny https://. Tsy notanterahina izay nalefa.
problem-method-not-allowed = Tsy izany no fampiasana ity adiresy ity
problem-method-not-allowed-detail = Miverena amin’ny pejy niavianao, dia manomboha avy eo.
problem-misdirected-request = Tsy anay ity adiresy ity
problem-misdirected-request-detail = Hamarino ny anaran’ny tranonkala eo amin’ny bara fanoratana adiresy.
problem-lifecycle-step = Tsy afaka mandingana ity dingana ity izao ny tetikasa
problem-lifecycle-step-detail = Tsirairay ny dingana mandroso; mila antony ny fiverenana dingana iray. Jereo ny sata ankehitriny, dia andramo indray.
problem-state-conflict = Niova ity tao anatin’izay
problem-state-conflict-detail = Sokafy indray ny pejy, jereo ny toe-javatra vaovao, dia avereno raha mbola ilaina.
problem-already-exists = Efa misy ity
problem-already-exists-detail = Ampiasao izay efa eo, na misafidiana anarana hafa.
problem-upload-mismatch = Tsy ilay rakitra nambara ity
problem-upload-mismatch-detail = Tsy mitovy ny habeny, ny karazany na ny mariny. Avereno ny fandefasana.
problem-upload-missing = Mbola tsy tonga ny rakitra
problem-upload-missing-detail = Alefaso aloha ny rakitra, vao farano ny fandefasana.
problem-precondition-failed = Nisy olona haingana kokoa
problem-precondition-failed-detail = Niova ity taorian’ny namakianao azy. Vakio indray, dia avereno ny fanovana.
problem-precondition-required = Ilaina ny dika novakianao
problem-precondition-required-detail = Alefaso ny If-Match miaraka amin’ny ETag-n’izay ovainao.
problem-idempotency-mismatch = Efa nampiasaina tamin’ny zavatra hafa io Idempotency-Key io
problem-idempotency-mismatch-detail = Makà Idempotency-Key vaovao ho an’ny fangatahana vaovao.
problem-idempotency-in-flight = Mbola mandeha ny fangatahana voalohany
problem-idempotency-in-flight-detail = Andraso kely, dia avereno amin’io Idempotency-Key io ihany.
problem-idempotency-lost = Tsy fantatra izay nahazo ny fangatahana voalohany
problem-idempotency-lost-detail = Nijanona ny serivisy raha mbola nanatanteraka azy. Jereo raha efa vita; raha tsia, avereno amin’ny Idempotency-Key vaovao.
problem-wrong-code = Diso io kaody io
problem-wrong-code-detail = Alaivo ao amin’ny mailaka farany ny tarehimarika enina: tsy manan-kery intsony ny kaody teo aloha.
problem-code-exhausted = Be loatra ny kaody diso
problem-code-exhausted-detail = Mangataha kaody vaovao ary ampiasao ny mailaka farany.
problem-code-expired = Lany daty io kaody io
problem-code-expired-detail = Mangataha vaovao: ho tonga amin’ny mailaka izany.
problem-link-expired = Tsy miasa intsony ity rohy ity
problem-link-expired-detail = Efa nampiasaina, nosoloina na lany daty izy. Mangataha vaovao, ary ampiasao ny rohy ao amin’ny mailaka farany. Raha efa manana fidirana ianao dia midira.
problem-cookie-missing = Tsy notahirizin’ny navigateur ny cookie
problem-cookie-missing-detail = Raha tsy misy azy dia tsy afaka mamantatra anao ao amin’ity toerana ity izahay. Avelao ny cookie ho an’ity tranonkala ity, na sokafy amin’ny navigateur hafa, dia andramo indray.
problem-intake-closed = Tsy mandray fangatahana vaovao aloha
problem-intake-closed-detail = Tsy mandray fangatahana ny masoivoho amin’izao. Miverena any aoriana.
problem-rate-limited = Be loatra ny fangatahana
problem-rate-limited-detail = Be loatra ny fangatahana tonga tao anatin’ny fotoana fohy. Miandrasa kely, dia andramo indray.
problem-project-busy = Be asa ity tetikasa ity
problem-project-busy-detail = Efa mampiasa izay rehetra avelan’ny drafiny izy. Avereno rehefa afaka kelikely.
problem-service-busy = Be asa ny tolotra
problem-service-busy-detail = Betsaka ny zavatra alefa amin’izao fotoana izao. Andramo indray afaka segondra vitsy.
problem-storage-quota = Feno ny toerana fitehirizan’ny tetikasa
problem-storage-quota-detail = Feno ny toeran’ny rakitra. Angataho amin’ny mpitantana ny tetikasa mba hamoaka toerana.
problem-row-quota = Feno ny tetikasa
problem-row-quota-detail = Efa tratra ny isan’ny singa toy ity, na ny rakitra alefa miaraka, avelan’ny drafitry ny tetikasa. Angataho amin’ny masoivoho ny hampiakatra io isa io.
problem-storage-unavailable = Tsy azo tratrarina vetivety ny rakitra
problem-storage-unavailable-detail = Tsy misy very. Andramo indray afaka segondra vitsivitsy.
problem-database-unavailable = Hiverina tsy ho ela
problem-database-unavailable-detail = Mamerina mandeha ny ampahan’ny tolotra. Andramo indray afaka segondra vitsivitsy.
problem-isolation-broken = Mihidy vetivety ho fiarovana
problem-isolation-broken-detail = Manamarina izahay fa misaraka tsara ny tetikasa, ary tsy manokatra na inona na inona mandra-pahavitan’izany. Voaaro ny rakitrao. Andramo indray afaka minitra vitsivitsy.
problem-internal = Nisy tsy nety avy aminay
problem-internal-detail = Tsy avy aminao izany. Andramo indray afaka fotoana fohy; raha mbola mitohy, omeo anay ny laharana.

field-required = Fenoy ity.
field-too-short = { $limit ->
    [one] Litera iray farafahakeliny.
    *[other] Litera { $limit } farafahakeliny.
}
field-too-long = { $limit ->
    [one] Litera iray farafahabetsany.
    *[other] Litera { $limit } farafahabetsany.
}
field-email = Soraty ny adiresy toy ny anarana@ohatra.mg.
field-choice = Safidio ny iray amin’ireo valiny atolotra.
field-range = Omeo isa ao anatin’ny fetra ekena.
field-type = Diso endrika io sanda io.
field-number = Soraty isa manontolo.
field-fixed = Mijanona araka ny nandefasana azy ity valinteny ity.
field-unknown = Tsy misy io faritra io.
field-cursor = Tsy an’ity lisitra ity io tondro io. Manomboha amin’ny pejy voalohany.
field-idempotency-key = Mampiasà soratra hita maso 1 ka hatramin’ny 200.
field-consent = Ilaina ny fanekenao vao afaka manohy.
field-date = Misafidiana andro anelanelan’ny 2000 sy 2100, toy ny 2026-01-31.
field-instant = Soraty ny fotoana toy ny 2026-01-31T12:00:00Z.
field-date-order = Tsy afaka mialoha ny fanombohana ny fiafarana.
field-date-past = Misafidiana fotoana mbola ho avy.
field-task-unseen = Tsy hitan’izay tokony hanao azy ity asa ity: safidio hafa ny « Ireo mahita ».
field-file-empty = Foana ny rakitra.
field-answered-already = Efa misy valiny ity dika ity.
field-day-past = Safidio ny androany na andro ho avy.
field-url = Soraty adiresy manomboka amin’ny https://.
field-file-type = { $found ->
    [program] Tsy ekena ity rakitra ity: programa izy, na mitondra anaran’ny programa.
    [page] Tsy ekena ity rakitra ity: pejy web izy, na dia milaza zavatra hafa aza ny anarany. Omeo .html ny fiafarany, na alefaso ilay tianao halefa.
    [empty] Tsy ekena ity rakitra ity: tsy misy na inona na inona ao anatiny. Sokafy hijerena raha feno izy, dia safidio indray.
    *[other] Tsy ekena ity rakitra ity: tsy mifanaraka amin’ny anarany ny ao anatiny, ary tsy fantatra. Sokafy hijerena raha simba izy.
}
field-file-name = Misafidiana anaran-drakitra tsy misy / na soratra miafina.
field-file-size = Lehibe loatra ity rakitra ity: { $limit } Mo farafahabetsany.
field-password-too-short = Litera { $limit } farafahakeliny. Ampy ny fehezanteny fohy.
field-password-too-long = Litera { $limit } farafahabetsany.
field-password-guessable = Mora vinavinaina loatra. Ampio teny tsy misy ifandraisany aminao.
field-password-same = Io no tenimiafinao ankehitriny. Mifidiana hafa.
field-password-wrong = Tsy io ny tenimiafinao ankehitriny.
field-already-member = Efa ao amin’ny tetikasa io olona io.
field-already-colleague = Efa anisan’ny masoivoho io olona io.
field-agency-exists = Efa misy masoivoho mitondra io anarana io.
field-name-link = Soraty ny anarana, tsy misy adiresy tranonkala.
field-control = Misy tarehintsoratra tsy azo aseho.
