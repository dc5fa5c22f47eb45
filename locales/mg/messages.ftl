messages-title = Hafatra
messages-text = Mijanona miaraka amin’ny tetikasa izay lazaina eto.
messages-threads = Resaka
messages-older = Hafatra taloha
messages-write = Ny hafatrao
messages-hint = Ampandrenesina amin’ny mailaka izay anoratanao, raha tiany.
messages-send = Alefa
draft-kept = Noraisina avy amin’ity takila ity: mbola tsy nalefa.
messages-empty-title = Mbola tsy misy hafatra
messages-empty-text = Apetraho eo ambany ny fanontanianao voalohany.
messages-first-thread = Mpanjifa sy masoivoho
messages-unread = tsy voavaky
messages-new = Hafatra vaovao
messages-newest = Hiverina amin’ny farany
messages-settle = Tsy mila valiny
flash-message-settled = Voamarika: tsy miandry valiny ity hafatra ity.
flash-message-new = Nisy hafatra hafa tonga teo anelanelany.
messages-hint-internal = Tsy misy ampandrenesina amin’ny mailaka.
messages-new-thread = Resaka vaovao
messages-thread-title = Lohahevitra
messages-thread-kind = Izay mamaky azy
messages-audience-client = Masoivoho sy mpanjifa
messages-audience-shared = Masoivoho, mpanjifa ary mpiara-miasa
messages-audience-partner = Masoivoho sy mpiara-miasa
messages-audience-internal = Masoivoho ihany
messages-readers = Hitan’i { $names } sy ny mpandrindra avy amin’ny masoivoho.
messages-readers-none = Ny mpandrindra avy amin’ny masoivoho ihany no mahita azy.
messages-no-thread-title = Mbola tsy misy resaka misokatra ho anao
messages-no-thread-text = Raha vao manokatra iray ny masoivoho dia eto no hamakianao sy hamalianao.
messages-open-thread = Sokafy ny resaka
flash-message-sent = Lasa ny hafatrao.
flash-thread-opened = Misokatra ny resaka.
mail-message-subject = { $project }: nanoratra taminao i { $author }
mail-message-text =
    Miarahaba anao { $name },

    Nanoratra tao amin’ny tetikasa « { $project } » i { $author }:

    { $excerpt }

    Vakio ary valio: { $link }

    Na firy na firy ny hafatra manaraka, mailaka iray isaky ny { $hours } ora no ho azonao farafahabetsany momba ity resaka ity, mandra-pamakianao azy.
messages-edited = novaina
messages-edit = Ovay
messages-edit-text = Soratra vaovao
messages-edit-hint = Azo atao mandritra ny 15 minitra, raha mbola tsy nisy nanoratra taorianao. Mitahiry ny soratra voalohany ny mailaka efa lasa.
field-message-fixed = Tsy azo ovaina intsony ity hafatra ity: lany ny fotoana, na nisy nanoratra taty aoriana. Eto ny soratrao, azonao alefa ho hafatra hafa.
