messages-title = Hafatra
messages-text = Mijanona miaraka amin’ny tetikasa izay lazaina eto.
messages-threads = Resaka
messages-older = Hafatra taloha
messages-write = Ny hafatrao
messages-hint = Ampandrenesina amin’ny mailaka ny hafa.
messages-send = Alefa
messages-empty-title = Mbola tsy misy hafatra
messages-empty-text = Apetraho eo ambany ny fanontanianao voalohany.
messages-first-thread = Mpanjifa sy masoivoho
messages-unread = tsy voavaky
messages-newest = Hiverina amin’ny farany
messages-hint-internal = Ny masoivoho ihany no mamaky ity.
messages-new-thread = Resaka vaovao
messages-thread-title = Lohahevitra
messages-thread-kind = Izay mamaky azy
messages-kind-client = Ny masoivoho sy ny mpanjifa
messages-kind-internal = Ny masoivoho irery
messages-open-thread = Sokafy ny resaka
flash-message-sent = Lasa ny hafatrao.
flash-thread-opened = Misokatra ny resaka.
mail-message-subject = { $project }: nanoratra taminao i { $author }
mail-message-text =
    Miarahaba anao { $name },

    Nanoratra tao amin’ny tetikasa « { $project } » i { $author }:

    { $excerpt }

    Vakio ary valio: { $link }

    Mailaka iray ihany no ho azonao, na firy na firy ny hafatra manaraka, mandra-pamakianao azy.
