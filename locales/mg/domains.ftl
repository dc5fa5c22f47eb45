domain-title = Ny anaran-tsehatrao
domain-text = Ataovy mamaly amin’ny adiresin’ny mpanjifa koa ity vavahady ity, ankoatra ny azy. Toy ny teo aloha ny fidiran’ny rehetra.
domain-manage = Hitantana ny anaran-tsehatra
domain-empty-title = Mbola tsy misy anaran-tsehatra
domain-empty-text = Manampia iray, porofoy amin’ny firaketana DNS iray fa anao izy, dia mamaly ao ny vavahady.
domain-served = Miasa
domain-pending = Miandry porofo
domain-step-proof = 1. Any amin’ny mpamatsy ny anaran-tsehatra, ampio ity firaketana ity: manaporofo fa anao ny anaran-tsehatra.
domain-step-lead = 2. Tariho mankany amin’ny vavahady ny anaran-tsehatra. Raha tsy misy zana-tsehatra izy, ampiasao ny firaketana ALIAS na ANAME an’ny mpamatsy.
domain-type = Karazana
domain-record = Anarana
domain-value = Sanda
domain-copy = Adikao
domain-copied = Voadika
domain-wait = Mila minitra vitsivitsy, mahalana vao ora vitsivitsy, ny firaketana vaovao vao hita eny rehetra eny.
domain-check = Hamarino izao
domain-checked = Fanamarinana farany:
domain-found = Hita ao:
domain-records = Firaketana DNS
domain-keep = Tazony ny firaketana TXT: jerena indray mandeha isan’andro izy.
domain-remove = Esory
domain-remove-name = Esory i { $name }
domain-remove-confirm = Esorina ve ity anaran-tsehatra ity? Tsy hamaly ao intsony avy hatrany ny vavahady.
domain-add = Hanampy anaran-tsehatra
domain-add-button = Ampio
domain-name = Anaran-tsehatra
domain-name-hint = Ohatra: portal.client.mg
domain-full = Manana anaran-tsehatra dimy ity tetikasa ity, izay ny betsaka indrindra. Manesora iray raha hanampy hafa.
domain-trust = Izay mifehy ny DNS-n’ny anaran-tsehatra dia afaka mampiseho pejy hafa amin’io adiresy io. Ny an’ny olona atokisanao amin’ity tetikasa ity ihany no ampio.
domain-outcome-verified = Ao ny porofo. Mamaly amin’ity anaran-tsehatra ity ny vavahady.
domain-outcome-missing = Mbola tsy misy firaketana TXT amin’io anarana io. Ampio ny firaketana etsy ambany, miandrasa minitra vitsivitsy, dia hamarino indray.
domain-outcome-different = Misy firaketana TXT, saingy tsy ny sanda andrasana etsy ambany no ao. Ahitsio, dia hamarino indray.
domain-outcome-unreachable = Tsy namaly ny mpizara anaran’ny anaran-tsehatra, ka tsy nisy fantatra. Tsy ny firaketanao no diso; andramo indray afaka minitra vitsivitsy.
domain-outcome-elsewhere = Ao ny firaketanao, fa mbola ao koa ny an’ny sehatra itarihan’ity anaran-tsehatra ity ankehitriny. Esory ny sanda TXT hafa manomboka amin’ny « fataplus-verification= », dia hamarino indray.
domain-moved = Voaporofo ho an’ny sehatra hafa ity anaran-tsehatra ity ka tsy mitarika eto intsony. Raha haverina, ny sanda TXT etsy ambany ihany no avelao, dia hamarino indray.
domain-fading = { $days ->
    [one] Tsy ao intsony ny firaketana TXT. Avereno anio: raha tsy ao izy amin’ny fanamarinana iray hafa, tsy hamaly eto intsony ny vavahady.
    *[other] Tsy ao intsony na niova ny firaketana TXT. Avereno: raha tsy ao izy amin’ny fanamarinana isan’andro { $days } manaraka, tsy hamaly eto intsony ny vavahady.
}
flash-domain-added = Voampy ny anaran-tsehatra. Porofoy izao fa anao izy.
flash-domain-verified = Voaporofo ny anaran-tsehatra. Mamaly ao ny vavahady.
flash-domain-not-yet = Nojerena ny anaran-tsehatra, fa tsy hita ny porofo: jereo etsy ambany.
flash-domain-checking = Misy anaran-tsehatr’ity tetikasa ity eo am-panamarinana. Andramo indray afaka segondra vitsivitsy.
flash-domain-removed = Voaesotra ny anaran-tsehatra.
field-domain = Soraty ny anaran-tsehatra toy ny portal.client.mg, tsy misy seranana na lalana.
field-domain-ours = An’ny Fataplus io anarana io. Misafidiana ny an’ny mpanjifa.
field-domain-claimed = Efa ao anaty lisitra io anaran-tsehatra io.
field-domain-limit = Feno ny isan’ny anaran-tsehatra azon’ity tetikasa ity ampiasaina. Manesora iray aloha.
problem-domain-elsewhere = Mitarika any amin’ny sehatra hafa mbola afaka manaporofo azy ity anaran-tsehatra ity
problem-domain-elsewhere-detail = Esory ny sanda TXT hafa manomboka amin’ny « fataplus-verification= », dia hamarino indray.
problem-domain-checking = Misy anaran-tsehatr’ity tetikasa ity eo am-panamarinana
problem-domain-checking-detail = Miandrasa segondra vitsivitsy, dia hamarino indray.
event-domain-added = Nanampy ny anaran-tsehatra « { $name } » i { $actor }
event-domain-verified = Nampiasa ny anaran-tsehatra « { $name } » i { $actor }
event-domain-removed = Nanaisotra ny anaran-tsehatra « { $name } » i { $actor }
event-domain-lost = Tsy miasa intsony ny anaran-tsehatra « { $name } »: tsy hita ny porofo ({ $actor })
mail-domain-lost-subject = Tsy mitarika any amin’ny vavahadinao intsony i { $domain }
mail-domain-lost-text =
    Miarahaba anao { $name },

    Tsy miasa intsony ny anaran-tsehatra { $domain } an’ny tetikasa { $id }: tsy hita ny firaketana DNS manaporofo azy, na voaporofo ho an’ny sehatra hafa izy.
    Mitohy amin’ny adiresiny ny vavahady. Eto no ahitanao izay andrasana sy ahafahanao manamarina indray:

    { $link }

    Fataplus
