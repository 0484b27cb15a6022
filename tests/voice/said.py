"""What people say, by language and intent; the first of each is in the docs."""

from dataclasses import dataclass, field
from typing import Any

Slots = dict[str, Any]


@dataclass(frozen=True)
class Spoken:
    """A house and what is said in it.

    Attributes:
        name: of one of two cameras.
        area: where the other one is.
        floor: where that area is.
        preset: of the first one only.
        said: intent → sentences with their slots.
    """

    name: str
    area: str
    floor: str
    preset: str
    said: dict[str, list[tuple[str, Slots]]] = field(default_factory=dict)


def _move(direction: str, amount: str | None = None, **at: str) -> Slots:
    more = {"amount": amount} if amount else {}
    return {"direction": direction, **more, **at}


def _house(
    name: str,
    area: str,
    floor: str,
    preset: str,
    **families: list[tuple[str, Slots]],
) -> Spoken:
    """Let a target of `N`, `A` or `F` stand for the house's own."""
    places = {"N": {"name": name}, "A": {"area": area}, "F": {"floor": floor}}

    def full(slots: Slots) -> Slots:
        slots = dict(slots)
        target = places.get(slots.pop("at", ""), {})
        if "preset" in slots:
            slots["preset"] = preset
        return slots | target

    said = {
        f"JvcVn{family}": [(sentence, full(slots)) for sentence, slots in sentences]
        for family, sentences in families.items()
    }
    return Spoken(name, area, floor, preset, said)


N, A, F = {"at": "N"}, {"at": "A"}, {"at": "F"}
TO = {"preset": True}
START, STOP = {"action": "start"}, {"action": "stop"}
DAY, NIGHT, AUTO = {"mode": "day"}, {"mode": "night"}, {"mode": "auto"}
NONE: Slots = {}

SPOKEN = {
    "en": _house(
        "Driveway",
        "Back yard",
        "Ground floor",
        "Pond",
        Move=[
            ("pan the driveway camera left", _move("left", **N)),
            ("Please pan the driveway camera to the left.", _move("left", **N)),
            ("pan driveway right a little", _move("right", "little", **N)),
            ("tilt the camera in the back yard up", _move("up", **A)),
            ("tilt the back yard camera down a bit", _move("down", "little", **A)),
            ("turn the camera on the ground floor left", _move("left", **F)),
            ("zoom in on the driveway camera", _move("in", **N)),
            ("zoom out a lot on the driveway", _move("out", "lot", **N)),
            ("zoom the driveway camera in", _move("in", **N)),
            ("keep panning the driveway left", _move("left", "keep_going", **N)),
            ("could you pan the camera left", _move("left")),
            ("pan left a bit on the driveway", _move("left", "little", **N)),
        ],
        Stop=[
            ("stop the driveway camera", N),
            ("stop panning driveway", N),
            ("stop the camera in the back yard", A),
        ],
        GoToPreset=[
            ("show me the pond", TO),
            ("point the driveway camera at the pond", TO | N),
            ("turn driveway to pond", TO | N),
            ("show the pond on the back yard camera", TO | A),
            ("go to preset pond on the driveway camera", TO | N),
        ],
        Home=[
            ("send the driveway camera home", N),
            ("turn the camera in the back yard back to its home position", A),
        ],
        Patrol=[
            ("start the patrol at the back yard", START | A),
            ("start patrol two on the driveway camera", START | N | {"patrol": 2}),
            ("stop the patrol", STOP),
        ],
        AutoPan=[
            ("start auto pan on the driveway camera", START | N),
            ("stop auto panning", STOP),
        ],
        Tracking=[
            ("start tracking with the driveway camera", START | N),
            ("follow people with driveway", START | N),
            ("stop tracking on the back yard camera", STOP | A),
        ],
        Where=[
            ("where is the driveway camera looking?", N),
            ("which way is the camera in the back yard pointing", A),
            ("what is the camera looking at", NONE),
        ],
        LastAlarm=[
            ("what did the driveway camera see last?", N),
            ("when did the back yard camera last see motion", A),
            ("what was the last alarm on the driveway", N),
        ],
        DayNight=[
            ("set the driveway camera to night mode", NIGHT | N),
            ("turn on night vision on the driveway camera", NIGHT | N),
            ("switch the back yard camera to day mode", DAY | A),
            ("set driveway to automatic mode", AUTO | N),
        ],
    ),
    "de": _house(
        "Einfahrt",
        "Garten",
        "Erdgeschoss",
        "Teich",
        Move=[
            ("schwenke die Kamera Einfahrt nach links", _move("left", **N)),
            ("Schwenke bitte die Einfahrtkamera nach links!", _move("left", **N)),
            (
                "dreh die Einfahrt-Kamera etwas nach rechts",
                _move("right", "little", **N),
            ),
            ("schwenken Sie die Kamera in der Einfahrt nach oben", _move("up", **N)),
            ("die Kamera im Garten nach unten neigen", _move("down", **A)),
            (
                "neige die Gartenkamera ein bisschen runter",
                _move("down", "little", **A),
            ),
            ("schwenk die Kamera im Erdgeschoss links", _move("left", **F)),
            ("zoome mit der Einfahrtkamera heran", _move("in", **N)),
            ("zoom raus bei der Einfahrt", _move("out", **N)),
            (
                "schwenke die Einfahrt nach links weiter",
                _move("left", "keep_going", **N),
            ),
        ],
        Stop=[
            ("stopp die Einfahrtkamera", N),
            ("halte die Kamera im Garten an", A),
            ("die Kamera Einfahrt anhalten", N),
        ],
        GoToPreset=[
            ("zeig mir den Teich", TO),
            ("richte die Einfahrtkamera auf den Teich", TO | N),
            ("schwenke die Kamera im Garten zum Teich", TO | A),
            ("zeigen Sie mir den Teich mit der Einfahrtkamera", TO | N),
        ],
        Home=[
            ("fahre die Einfahrtkamera in die Grundstellung", N),
            ("schick die Kamera im Garten nach Hause", A),
        ],
        Patrol=[
            ("starte die Patrouille im Garten", START | A),
            ("starte Patrouille 2 mit der Einfahrtkamera", START | N | {"patrol": 2}),
            ("beende den Rundgang", STOP),
        ],
        AutoPan=[
            ("starte den Autoschwenk mit der Einfahrtkamera", START | N),
            ("beende den Autoschwenk", STOP),
        ],
        Tracking=[
            ("starte die Verfolgung mit der Einfahrtkamera", START | N),
            ("verfolge Personen mit der Einfahrtkamera", START | N),
            ("stoppe die Bewegungsverfolgung bei der Gartenkamera", STOP | A),
        ],
        Where=[
            ("wohin schaut die Einfahrtkamera?", N),
            ("worauf ist die Kamera im Garten gerichtet", A),
        ],
        LastAlarm=[
            ("was hat die Einfahrtkamera zuletzt gesehen?", N),
            ("wann war der letzte Alarm bei der Gartenkamera", A),
        ],
        DayNight=[
            ("schalte die Einfahrtkamera auf Nachtsicht", NIGHT | N),
            ("stelle die Kamera im Garten auf Tagmodus", DAY | A),
            ("schalte die Einfahrtkamera auf Automatik um", AUTO | N),
        ],
    ),
    "fr": _house(
        "Portail",
        "Jardin",
        "Rez de chaussée",
        "Étang",
        Move=[
            ("tourne la caméra du portail à gauche", _move("left", **N)),
            (
                "Tournez la caméra portail vers la droite, s'il vous plaît.",
                _move("right", **N),
            ),
            (
                "oriente un peu la caméra du portail à gauche",
                _move("left", "little", **N),
            ),
            ("incline la caméra dans le jardin vers le haut", _move("up", **A)),
            ("zoome sur la caméra du portail", _move("in", **N)),
            ("dézoome un peu avec la caméra du jardin", _move("out", "little", **A)),
            (
                "continue de tourner la caméra du portail à gauche",
                _move("left", "keep_going", **N),
            ),
            ("tourne la caméra à droite", _move("right")),
        ],
        Stop=[
            ("arrête la caméra du portail", N),
            ("arrêtez la caméra du jardin", A),
        ],
        GoToPreset=[
            ("montre-moi l'étang", TO),
            ("dirige la caméra du portail vers l'étang", TO | N),
            ("montrez-moi l'étang avec la caméra du jardin", TO | A),
            ("mets la caméra du portail sur la position étang", TO | N),
        ],
        Home=[
            ("ramène la caméra du portail à la position d'origine", N),
        ],
        Patrol=[
            ("lance la patrouille avec la caméra du jardin", START | A),
            ("démarre la ronde 2 sur la caméra du portail", START | N | {"patrol": 2}),
            ("arrête la patrouille", STOP),
        ],
        AutoPan=[
            ("lance le balayage avec la caméra du portail", START | N),
            ("arrête le balayage automatique", STOP),
        ],
        Tracking=[
            ("lance le suivi avec la caméra du portail", START | N),
            ("arrêtez le suivi de mouvement sur la caméra du jardin", STOP | A),
        ],
        Where=[
            ("où regarde la caméra du portail ?", N),
            ("vers où est orientée la caméra du jardin", A),
        ],
        LastAlarm=[
            ("quelle est la dernière alarme de la caméra du portail", N),
            ("qu'a vu en dernier la caméra du jardin", A),
        ],
        DayNight=[
            ("mets la caméra du portail en mode nuit", NIGHT | N),
            ("passe la caméra du jardin en mode automatique", AUTO | A),
        ],
    ),
    "es": _house(
        "Entrada",
        "Jardín",
        "Planta baja",
        "Estanque",
        Move=[
            ("gira la cámara de la entrada a la izquierda", _move("left", **N)),
            (
                "Gire la cámara entrada hacia la derecha, por favor.",
                _move("right", **N),
            ),
            (
                "mueve un poco la cámara del jardín hacia arriba",
                _move("up", "little", **A),
            ),
            (
                "inclina la cámara de la entrada hacia abajo un poco",
                _move("down", "little", **N),
            ),
            ("haz zoom en la cámara de la entrada", _move("in", **N)),
            ("aleja el zoom de la cámara del jardín", _move("out", **A)),
            (
                "sigue girando la cámara de la entrada a la derecha",
                _move("right", "keep_going", **N),
            ),
        ],
        Stop=[
            ("para la cámara de la entrada", N),
            ("detenga la cámara del jardín", A),
        ],
        GoToPreset=[
            ("muéstrame el estanque", TO),
            ("apunta la cámara de la entrada al estanque", TO | N),
            ("enséñeme el estanque con la cámara del jardín", TO | A),
        ],
        Home=[
            ("lleva la cámara de la entrada a la posición inicial", N),
        ],
        Patrol=[
            ("inicia la patrulla en el jardín", START | A),
            (
                "empieza la ronda dos con la cámara de la entrada",
                START | N | {"patrol": 2},
            ),
            ("termina la patrulla", STOP),
        ],
        AutoPan=[
            ("inicia el barrido con la cámara de la entrada", START | N),
            ("para el barrido automático", STOP),
        ],
        Tracking=[
            ("inicia el seguimiento con la cámara de la entrada", START | N),
            ("detén el seguimiento en la cámara del jardín", STOP | A),
        ],
        Where=[
            ("¿adónde mira la cámara de la entrada?", N),
            ("hacia dónde apunta la cámara del jardín", A),
        ],
        LastAlarm=[
            ("qué es lo último que vio la cámara de la entrada", N),
            ("cuál fue la última alarma en la cámara del jardín", A),
        ],
        DayNight=[
            ("pon la cámara de la entrada en modo noche", NIGHT | N),
            ("cambie la cámara del jardín a modo automático", AUTO | A),
        ],
    ),
    "it": _house(
        "Ingresso",
        "Giardino",
        "Piano terra",
        "Laghetto",
        Move=[
            ("gira la telecamera dell'ingresso a sinistra", _move("left", **N)),
            (
                "Giri la telecamera ingresso verso destra, per favore.",
                _move("right", **N),
            ),
            (
                "inclina un po' la telecamera in giardino verso l'alto",
                _move("up", "little", **A),
            ),
            ("muovi la telecamera del giardino in basso", _move("down", **A)),
            ("zooma sulla telecamera dell'ingresso", _move("in", **N)),
            ("zooma indietro con la telecamera del giardino", _move("out", **A)),
            (
                "continua a girare la telecamera dell'ingresso a sinistra",
                _move("left", "keep_going", **N),
            ),
        ],
        Stop=[
            ("ferma la telecamera dell'ingresso", N),
            ("fermi la telecamera in giardino", A),
        ],
        GoToPreset=[
            ("mostrami il laghetto", TO),
            ("punta la telecamera dell'ingresso sul laghetto", TO | N),
            ("fammi vedere il laghetto con la telecamera del giardino", TO | A),
        ],
        Home=[
            ("riporta la telecamera dell'ingresso alla posizione iniziale", N),
        ],
        Patrol=[
            ("avvia la ronda in giardino", START | A),
            (
                "avvia la pattuglia due con la telecamera dell'ingresso",
                START | N | {"patrol": 2},
            ),
            ("interrompi la ronda", STOP),
        ],
        AutoPan=[
            (
                "avvia la panoramica automatica con la telecamera dell'ingresso",
                START | N,
            ),
            ("ferma la panoramica automatica", STOP),
        ],
        Tracking=[
            ("avvia l'inseguimento con la telecamera dell'ingresso", START | N),
            ("ferma il tracciamento su telecamera giardino", STOP | A),
        ],
        Where=[
            ("dove guarda la telecamera dell'ingresso?", N),
            ("verso dove punta la telecamera del giardino", A),
        ],
        LastAlarm=[
            ("cosa ha visto per ultimo la telecamera dell'ingresso?", N),
            ("qual è stato l'ultimo allarme su telecamera giardino", A),
        ],
        DayNight=[
            ("metti la telecamera dell'ingresso in modalità notte", NIGHT | N),
            ("imposta la telecamera del giardino in modalità automatica", AUTO | A),
        ],
    ),
    "nl": _house(
        "Oprit",
        "Tuin",
        "Begane grond",
        "Vijver",
        Move=[
            ("draai de camera van de oprit naar links", _move("left", **N)),
            ("Draai de opritcamera alsjeblieft naar links.", _move("left", **N)),
            (
                "draait u de oprit camera een beetje naar rechts",
                _move("right", "little", **N),
            ),
            ("kantel de camera in de tuin omhoog", _move("up", **A)),
            ("de tuincamera naar beneden kantelen", _move("down", **A)),
            ("zoom in op de oprit camera", _move("in", **N)),
            ("zoom de opritcamera uit", _move("out", **N)),
            ("draai de opritcamera naar links door", _move("left", "keep_going", **N)),
        ],
        Stop=[
            ("stop de opritcamera", N),
            ("houd de camera in de tuin stil", A),
        ],
        GoToPreset=[
            ("laat me de vijver zien", TO),
            ("richt de opritcamera op de vijver", TO | N),
            ("laat me de vijver zien met de tuincamera", TO | A),
        ],
        Home=[
            ("zet de opritcamera terug naar de beginpositie", N),
        ],
        Patrol=[
            ("start de patrouille in de tuin", START | A),
            ("start ronde twee met de opritcamera", START | N | {"patrol": 2}),
            ("stop de patrouille", STOP),
        ],
        AutoPan=[
            ("start automatisch draaien met de opritcamera", START | N),
            ("stop het automatisch draaien", STOP),
        ],
        Tracking=[
            ("start de bewegingsvolging met de opritcamera", START | N),
            ("volg mensen met de opritcamera", START | N),
            ("stop het volgen met de tuincamera", STOP | A),
        ],
        Where=[
            ("waar kijkt de opritcamera naar?", N),
            ("waarop is de camera in de tuin gericht", A),
        ],
        LastAlarm=[
            ("wat heeft de opritcamera het laatst gezien?", N),
            ("wanneer was de laatste melding van de tuincamera", A),
        ],
        DayNight=[
            ("zet de opritcamera op nachtzicht", NIGHT | N),
            ("zet de tuincamera in de automatische modus", AUTO | A),
        ],
    ),
    "pl": _house(
        "Podjazd",
        "Ogród",
        "Parter",
        "Staw",
        Move=[
            ("obróć kamerę podjazd w lewo", _move("left", **N)),
            (
                "Proszę obrócić kamerę podjazd trochę w prawo.",
                _move("right", "little", **N),
            ),
            ("pochyl kamerę ogród w górę", _move("up", **A)),
            ("przesuń podjazd w dół", _move("down", **N)),
            ("przybliż kamerę podjazd", _move("in", **N)),
            ("oddal trochę obraz z kamery ogród", _move("out", "little", **A)),
            ("obracaj kamerę podjazd w lewo", _move("left", "keep_going", **N)),
        ],
        Stop=[
            ("zatrzymaj kamerę podjazd", N),
            ("zatrzymać kamerę ogród", A),
        ],
        GoToPreset=[
            ("pokaż mi staw", TO),
            ("skieruj kamerę podjazd na staw", TO | N),
            ("pokaż mi staw z kamery ogród", TO | A),
        ],
        Home=[
            ("ustaw kamerę podjazd w pozycji początkowej", N),
        ],
        Patrol=[
            ("uruchom patrol na kamerze ogród", START | A),
            ("rozpocznij obchód dwa na kamerze podjazd", START | N | {"patrol": 2}),
            ("zakończ patrol", STOP),
        ],
        AutoPan=[
            ("uruchom automatyczne obracanie na kamerze podjazd", START | N),
            ("zatrzymaj automatyczne obracanie", STOP),
        ],
        Tracking=[
            ("włącz śledzenie na kamerze podjazd", START | N),
            ("wyłącz śledzenie ruchu na kamerze ogród", STOP | A),
        ],
        Where=[
            ("gdzie patrzy kamera podjazd?", N),
            ("dokąd skierowana jest kamera ogród", A),
        ],
        LastAlarm=[
            ("co ostatnio widziała kamera podjazd?", N),
            ("kiedy był ostatni alarm na kamerze ogród", A),
        ],
        DayNight=[
            ("przełącz kamerę podjazd w tryb nocny", NIGHT | N),
            ("ustaw kamerę ogród na tryb automatyczny", AUTO | A),
        ],
    ),
    "pt": _house(
        "Entrada",
        "Jardim",
        "Rés do chão",
        "Lago",
        Move=[
            ("vira a câmera da entrada para a esquerda", _move("left", **N)),
            ("Por favor, vire a câmara entrada para a direita.", _move("right", **N)),
            (
                "inclina um pouco a câmera no jardim para cima",
                _move("up", "little", **A),
            ),
            (
                "mova a câmera da entrada para baixo um pouco",
                _move("down", "little", **N),
            ),
            ("aproxima a câmera da entrada", _move("in", **N)),
            ("afaste um pouco a câmera do jardim", _move("out", "little", **A)),
            (
                "continua a virar a câmera da entrada para a esquerda",
                _move("left", "keep_going", **N),
            ),
        ],
        Stop=[
            ("para a câmera da entrada", N),
            ("pare a câmara do jardim", A),
        ],
        GoToPreset=[
            ("mostra-me o lago", TO),
            ("me mostre o lago", TO),
            ("aponta a câmera da entrada para o lago", TO | N),
            ("mostre-me o lago com a câmera do jardim", TO | A),
        ],
        Home=[
            ("leva a câmera da entrada para a posição inicial", N),
        ],
        Patrol=[
            ("inicia a patrulha no jardim", START | A),
            ("comece a ronda dois com a câmera da entrada", START | N | {"patrol": 2}),
            ("termina a patrulha", STOP),
        ],
        AutoPan=[
            ("inicia a rotação automática na câmera da entrada", START | N),
            ("para a rotação automática", STOP),
        ],
        Tracking=[
            ("inicia o rastreamento com a câmera da entrada", START | N),
            ("pare o seguimento na câmera do jardim", STOP | A),
        ],
        Where=[
            ("para onde olha a câmera da entrada?", N),
            ("para onde a câmera do jardim está apontada", A),
        ],
        LastAlarm=[
            ("o que a câmera da entrada viu por último?", N),
            ("qual foi o último alarme na câmera do jardim", A),
        ],
        DayNight=[
            ("coloca a câmera da entrada em modo noite", NIGHT | N),
            ("mude a câmera do jardim para modo automático", AUTO | A),
        ],
    ),
    "sv": _house(
        "Uppfart",
        "Trädgård",
        "Bottenvåning",
        "Damm",
        Move=[
            ("vrid kameran uppfart åt vänster", _move("left", **N)),
            ("Vrid uppfartskameran åt vänster, tack.", _move("left", **N)),
            ("panorera uppfart kameran lite åt höger", _move("right", "little", **N)),
            ("luta trädgårdskameran uppåt", _move("up", **A)),
            ("tilta kameran i trädgård nedåt", _move("down", **A)),
            ("zooma in på uppfartskameran", _move("in", **N)),
            ("zooma uppfartskameran ut", _move("out", **N)),
            (
                "fortsätt vrida uppfartskameran åt vänster",
                _move("left", "keep_going", **N),
            ),
        ],
        Stop=[
            ("stoppa uppfartskameran", N),
            ("stanna kameran i trädgård", A),
        ],
        GoToPreset=[
            ("visa mig damm", TO),
            ("rikta uppfartskameran mot damm", TO | N),
            ("visa mig damm med trädgårdskameran", TO | A),
        ],
        Home=[
            ("skicka uppfartskameran hem", N),
        ],
        Patrol=[
            ("starta patrullen i trädgård", START | A),
            ("starta rond två med uppfartskameran", START | N | {"patrol": 2}),
            ("avsluta patrulleringen", STOP),
        ],
        AutoPan=[
            ("starta autopanorering med uppfartskameran", START | N),
            ("stoppa autopanoreringen", STOP),
        ],
        Tracking=[
            ("starta spårning med uppfartskameran", START | N),
            ("följ personer med uppfartskameran", START | N),
            ("sluta följningen med trädgårdskameran", STOP | A),
        ],
        Where=[
            ("vart tittar uppfartskameran?", N),
            ("vart är trädgårdskameran riktad", A),
        ],
        LastAlarm=[
            ("vad såg uppfartskameran senast?", N),
            ("när var det senaste larmet på trädgårdskameran", A),
        ],
        DayNight=[
            ("sätt uppfartskameran i nattläge", NIGHT | N),
            ("ställ trädgårdskameran i automatiskt läge", AUTO | A),
        ],
    ),
    "ja": _house(
        "門",
        "庭",
        "一階",
        "池",
        Move=[
            ("門のカメラを左に向けて", _move("left", **N)),
            ("門カメラを少し右に動かしてください。", _move("right", "little", **N)),
            ("庭のカメラを上に向けてください", _move("up", **A)),
            ("一階のカメラを下に動かして", _move("down", **F)),
            ("門のカメラでズームインして", _move("in", **N)),
            ("庭のカメラをちょっとズームアウトして", _move("out", "little", **A)),
            ("門のカメラを左に回し続けて", _move("left", "keep_going", **N)),
        ],
        Stop=[
            ("門のカメラを止めて", N),
            ("庭のカメラを停止してください", A),
        ],
        GoToPreset=[
            ("池を見せて", TO),
            ("門のカメラを池に向けて", TO | N),
            ("庭のカメラで池を映してください", TO | A),
        ],
        Home=[
            ("門のカメラをホームポジションに戻して", N),
        ],
        Patrol=[
            ("庭のカメラで巡回を開始して", START | A),
            ("門のカメラのパトロール2を始めて", START | N | {"patrol": 2}),
            ("巡回を停止して", STOP),
        ],
        AutoPan=[
            ("門のカメラでオートパンを開始して", START | N),
            ("庭のカメラの自動パンを止めて", STOP | A),
        ],
        Tracking=[
            ("門のカメラで自動追尾を開始して", START | N),
            ("門のカメラで人を追って", START | N),
            ("庭のカメラの追尾をやめて", STOP | A),
        ],
        Where=[
            ("門のカメラはどこを向いていますか。", N),
            ("庭のカメラは今何を映している", A),
        ],
        LastAlarm=[
            ("門のカメラが最後に何を見た", N),
            ("庭のカメラの最後のアラームは何ですか", A),
        ],
        DayNight=[
            ("門のカメラを夜モードにして", NIGHT | N),
            ("庭のカメラを自動モードに切り替えてください", AUTO | A),
        ],
    ),
}
