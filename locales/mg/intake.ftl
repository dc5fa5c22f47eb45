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
intake-new-text = Hiala amin’ity navigateur ity ny fangatahana natomboka: ny rohiny manokana ihany no mitondra any.
intake-full = Efa be loatra ny fangatahana natomboka avy amin’ny tambajotranao. Tsy misy very amin’ity pejy ity izay nosoratanao: andramo indray any aoriana.
intake-busy = Be loatra ny nalefa tao anatin’ny fotoana fohy. Tsy misy very amin’ity pejy ity izay nosoratanao: andramo indray afaka fotoana fohy.
intake-misfit = Tsy voatahiry ny « { $field } ». { $error }
done-preparing-text = Segondra vitsivitsy matetika no ilaina, ary mavaozina ho azy ity pejy ity. Azonao akatona koa izy: handefasana mailaka ianao raha vao misokatra ny sehatrao.
intake-copy = Adikao ny rohiko
intake-copied = Voadika ny rohy
intake-problem = Misy valinteny mila jerena: voamarika eo ambany izy ireo.
intake-1-title = Ny tetikasanao
intake-1-text = Amin’ny teny fohy, ny anao manokana. Afaka miandry ny ambiny.
intake-2-title = Tetibola sy fotoana
intake-2-text = Ampy ny tombana ankapobeny. Azonao ovana izany any aoriana.
intake-3-title = Ianao
intake-3-text = Vakio indray, lazao ny fomba hamaliana anao, dia alefaso.
intake-change = Ovay
intake-files = Rakitra manampy anay
intake-files-hint = Sary famantarana, sary, soratra. Mijanona ato amin’ity mpitety tranonkala ity izy ireo; hanolotra ny handefasana azy avy eo ny toeranao.
intake-files-remove = Esory
intake-files-not-kept = Tsy voatahirin’ity mpitety tranonkala ity ireo rakitra ireo. Azonao alefa any aoriana, ao amin’ny toeranao.
intake-files-title = Mankany amin’ny toeranao ny rakitrao
intake-files-text = Mikatona ho azy ity varavarankely ity. Raha mijanona misokatra izy, akatony dia safidio ao amin’ny toeranao ny rakitrao.
intake-review = Famintinana ny fangatahanao
code-title = Jereo ny mailakao
code-text = Nandefa tarehimarika enina tany amin’ny { $email } izahay. Manan-kery 15 minitra izy ireo.
code-label = Kaody misy tarehimarika enina
code-hint = Jereo koa ny ao amin’ny mailaka tsy ilaina.
code-submit = Sokafy ny sehatro
code-wrong = Tsy izay no kaody marina. Alaivo ao amin’ny mailaka farany: tsy manan-kery intsony ny kaody teo aloha.
code-exhausted = Be loatra ny andrana. Mangataha kaody vaovao.
code-missing = Tsy nisy tonga?
code-resend = Mandefa kaody vaovao
done-title = Vonona ny sehatrao
done-text = Efa ao ny fangatahanao, ary efa nampandrenesina ny masoivoho. Raha hanokatra azy dia midira: amin’ny rohy ao amin’ny mailaka, na eto.
done-open = Hiditra sy hanokatra ny sehatro
done-files = Manaraka anao ny rakitra nofidinao raha sokafanao eto, amin’ity mpitety tranonkala ity, ny sehatrao.
done-keep = Vao nandefa mailaka mitondra any amin’ny sehatrao izahay.
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
submission-accepted = Misokatra ny sehatra
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
