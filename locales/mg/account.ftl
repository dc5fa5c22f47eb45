login-title = Fidirana
login-email = Adiresy mailaka
login-password = Tenimiafina
login-submit = Hiditra
login-forgotten = Hadino ny tenimiafina?
login-wrong = Diso ny adiresy na ny tenimiafina.
password-forgotten-title = Hadino ny tenimiafina
password-forgotten-text = Omeo ny adiresinao: handefa rohy ahafahana misafidy vaovao izahay.
password-send-link = Alefa ny rohy
password-back = Hiverina amin’ny fidirana
password-sent-title = Jereo ny boaty mailakao
password-sent-text = Raha manana kaonty io adiresy io dia efa lasa ny rohy. Manan-kery 15 minitra izy.
password-set-title = Misafidiana tenimiafina
password-set-text = Ny { $email } no hidiranao.
password-new = Tenimiafina vaovao
password-hint = 12 litera farafahakeliny. Mora tadidy ny fehezanteny fohy.
password-save = Tehirizo ary tohizo
login-left = Efa nivoaka ianao.
login-invited = Nasaina ianao. Midira amin’ny { $email } mba hanokafana ny fanasana.
account-title = Ny kaontiko
account-profile = Mombamomba
account-name = Ny anaranao
account-language = Fiteny
account-language-hint = Ho an’ny pejy sy ny mailaka raisinao.
account-password = Tenimiafina
account-password-first = Hisafidy tenimiafina
account-password-none = Mbola tsy manana ianao. Rehefa manana dia miditra tsy miandry mailaka.
account-password-current = Tenimiafina ankehitriny
account-password-text = Hikatona ny toerana hafa rehetra nidiranao.
account-password-change = Hanova ny tenimiafina
flash-account-saved = Voatahiry ny mombamomba anao.
flash-password-changed = Niova ny tenimiafinao. Nikatona ny fidirana hafa rehetra.
mail-password-changed-subject = Niova ny tenimiafinao
mail-password-changed-text =
    Miarahaba anao { $name },

    Vao novaina ny tenimiafin’ny kaontinao ao amin’ny Fataplus, ary nikatona ny fidirana hafa rehetra.
    Tsy ianao ve? Misafidiana hafa avy hatrany, ary ampahafantaro ny tompon’andraikitry ny tetikasanao:

    { $link }

    Fataplus
mail-password-subject = Misafidiana tenimiafina vaovao
mail-password-text = Miarahaba anao { $name },

    Amin’ity rohy ity no hisafidiananao tenimiafina vaovao. Manan-kery 15 minitra izy ary indray mandeha ihany no azo ampiasaina:

    { $link }

    Tsy nangataka ianao? Avelao ity mailaka ity: tsy misy miova.

    Fataplus
login-stay = Hijanona ho tafiditra amin’ity fitaovana ity
login-stay-hint = Ho an’ny mpanjifa: 30 andro aorian’ny fitsidihana tsirairay. Aza atao amin’ny fitaovana iombonana.
login-with-stay = … ary hijanona ho tafiditra amin’ity fitaovana ity.
sessions-stays = mijanona ho tafiditra
