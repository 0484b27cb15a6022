"""The table of the check: one row for each question.

`guide` is what the maker's guide says, with its section; where it contradicts itself
or says nothing, the likeliest comes first.
"""

from . import alarms, api, comments, moves, mpeg4, pictures, values, writes
from .finding import Needs, Question

WRITES, MOVES, LONG = Needs.WRITES, Needs.MOVES, Needs.LONG

QUESTIONS = (
    # How it is asked and how it answers.
    Question(
        "api.answer",
        "How is a read answered?",
        "`KEY=VALUE&200 OK` and CRLF (5.3, 6.1)",
        api.answer,
    ),
    Question(
        "api.model",
        "What does it call itself?",
        "VN-V685U, VN-V686U or VN-V686BU (6.19)",
        api.model,
    ),
    Question(
        "api.connection",
        "Does it close behind an answer?",
        "`Connection: close` (5.3)",
        api.connection,
    ),
    Question(
        "api.length",
        "Is Content-Length true?",
        "The sample promises 80 over 47 bytes (5.3)",
        api.length,
    ),
    Question(
        "api.html",
        "What is the HTML form of an answer?",
        "There is one; it is not printed (5.1)",
        api.html,
    ),
    Question(
        "api.unknown_key",
        "What does a key get that there is not?",
        "`401 Unauthorized`, the only error that is printed (6)",
        api.unknown_key,
    ),
    Question(
        "api.forbidden",
        "What does a read get that nobody may?",
        "`401 Unauthorized` (6)",
        api.forbidden,
    ),
    Question(
        "api.error_status",
        "Which status line has the error of a key?",
        "Not said; the error stands in the body of a 200 (6)",
        api.error_status,
    ),
    Question(
        "api.wrong_password",
        "What does a wrong password get?",
        "Basic authentication: HTTP 401 (5.1)",
        api.wrong_password,
    ),
    Question(
        "api.batch",
        "How many keys may one request hold?",
        "One; sister models 5 and 15 (6)",
        api.batch,
    ),
    Question(
        "api.batch_network",
        "May network switches stand among other keys?",
        "Not said; not on VN-H (6)",
        api.batch_network,
    ),
    Question(
        "api.reply_keys",
        "Do replies carry the key that was asked for?",
        "Yes; some examples misprint it (6.2, 6.8)",
        api.reply_keys,
    ),
    Question(
        "api.reply_path",
        "Do replies about recording begin with the path?",
        "No; the examples do (6.5)",
        api.reply_path,
    ),
    # What single keys tell.
    Question(
        "value.documented",
        "Are the documented keys there, and understood?",
        "Those of the model and its firmware (6.2-6.20)",
        values.documented,
    ),
    Question(
        "value.programs",
        "Which words tell whether programs run?",
        "`moving` and `stop`; for tracking also `on` (6.6)",
        values.programs,
    ),
    Question(
        "value.zone",
        "Which words has the time zone?",
        "The table is lost; those of VN-H (6.15)",
        values.zone,
    ),
    Question(
        "value.summer",
        "Does its clock keep summer time?",
        "Not said; zones are offsets (6.15)",
        values.summer,
    ),
    Question(
        "value.threshold",
        "What is the second threshold of tracking called?",
        "YUV in one place, RGB in another (6.6)",
        values.threshold,
    ),
    Question(
        "value.position",
        "Does it tell where it looks?",
        "Degrees with two decimals (6.6)",
        values.position,
    ),
    Question(
        "value.texts",
        "How are letters beyond ASCII written?",
        "No encoding is named (6.1)",
        values.texts,
    ),
    Question(
        "value.session",
        "What does it tell of its streams?",
        "`sending_max=20` and a line for each (6.18)",
        values.session,
    ),
    Question(
        "value.log",
        "How is the log written?",
        "Time alive, then lines as of syslog (6.18)",
        values.log,
    ),
    # JPEG.
    Question(
        "jpeg.push",
        "Does `boundary=on` give server push?",
        "Yes, from guide 1.02 on (1.1)",
        pictures.push,
    ),
    Question(
        "jpeg.boundary",
        "What does the head call the boundary?",
        "`--foo` (1.3), `-foo` (1.1)",
        pictures.boundary,
    ),
    Question(
        "jpeg.delimiter",
        "What stands between pictures?",
        "`--foo` (1.4), `-foo` (1.1)",
        pictures.delimiter,
    ),
    Question(
        "jpeg.head",
        "Does the head of server push say `Connection: close`?",
        "No (1.3); yes (1.1)",
        pictures.head,
    ),
    Question(
        "jpeg.type_header",
        "How is the type of a stream spelled?",
        "`Content-Type` (1.3), `Content-type` (1.1)",
        pictures.type_header,
    ),
    Question(
        "jpeg.echo",
        "Which header repeats what was asked for?",
        "`x-vnv685_response`, by the model (1.2)",
        pictures.echo,
    ),
    Question(
        "jpeg.server",
        "What do the API and streams call their servers?",
        "`JVC VN-V685 API Server`, `… Network Camera` (1.2, 5.3)",
        pictures.server,
    ),
    Question(
        "jpeg.parts",
        "What stands before each picture?",
        "Content-Type and its true Content-Length (1.3)",
        pictures.parts,
    ),
    Question(
        "jpeg.positions",
        "Does `ptz_info=on` tell the position?",
        "X-Puls-Pan, X-Puls-Tilt, X-Posi-Zoom (1.4)",
        pictures.positions,
    ),
    Question(
        "jpeg.single",
        "Does `framerate=0` give one picture?",
        "One, and the connection closes (1.1)",
        pictures.one,
    ),
    Question(
        "jpeg.refused",
        "What does a stream get that is refused?",
        "The connection closes without a reply (1.7)",
        pictures.refused,
    ),
    Question(
        "jpeg.rates",
        "How many pictures a second really come?",
        "What was asked for; fewer over a slow network (9)",
        pictures.rates,
    ),
    # What is written beside pictures.
    Question(
        "comment.order",
        "In which order do the segments of a picture come?",
        "APP0, two comments, then the rest (1.5)",
        comments.order,
    ),
    Question(
        "comment.layout",
        "How are the fields of the comment written?",
        "Blanks round the =, filled with NUL (1.6)",
        comments.layout,
    ),
    Question(
        "comment.alarm",
        "How long is the field `alarm`?",
        "13 is printed, its example needs 16 and an end (1.6)",
        comments.alarm,
    ),
    Question(
        "comment.names",
        "How are `Timestamp` and `tilt` spelled?",
        "So; `Tilt` in the older guide, `timestamp` on VN-H (1.6)",
        comments.names,
    ),
    Question(
        "comment.fields",
        "Which fields has the comment, of which sizes?",
        "19 and the version; older firmware fewer (1.6)",
        comments.present,
    ),
    # MPEG-4.
    Question(
        "mpeg4.stream",
        "What stands before an I-VOP?",
        "video/mp4v-es: VOL, user data, GOV, user data (2.5)",
        mpeg4.stream,
    ),
    Question(
        "mpeg4.user_data",
        "Which fields has the user data?",
        "Six of the comment's; no sizes are printed (2.5)",
        mpeg4.user_data,
    ),
    Question(
        "mpeg4.times",
        "How many VOPs a second come?",
        "The camera's setting (2.2, 6.3)",
        mpeg4.vop_times,
    ),
    # Last of video: a camera may be slow to notice that viewers have gone.
    Question(
        "jpeg.clients",
        "How many may look at once?",
        "20 in all (6.18); the table by bit rate is lost (1.7)",
        pictures.clients,
    ),
    # The alarm port and the search.
    Question(
        "alarm.connects",
        "Does the alarm port take us?",
        "Ten at once (4)",
        alarms.connects,
    ),
    Question(
        "alarm.greeting",
        "Does it say anything at connect?",
        "Not said (4)",
        alarms.greeting,
    ),
    Question(
        "alarm.form",
        "What do the lines look like?",
        "Three kinds of lines that end with CRLF (4)",
        alarms.form,
    ),
    Question(
        "alarm.third",
        "Is there a line about motion where nothing moves?",
        "Exactly three lines (4)",
        alarms.third,
    ),
    Question(
        "alarm.motion_end",
        "Does it say that a motion has ended?",
        "Not said; only `on` is printed (4)",
        alarms.motion_end,
    ),
    Question(
        "alarm.idle",
        "Is a link cut over which nothing comes?",
        "Only if it does not answer for ten minutes (4)",
        alarms.idle,
        LONG,
    ),
    Question(
        "search.answer",
        "How does it answer the search?",
        "By its model and address (3)",
        alarms.searched,
    ),
    # What has to be written, and is put back.
    Question(
        "write.reply",
        "How is a setting answered that has to be saved?",
        "`202 Accepted(camera.status=save)` on one line (6.2)",
        writes.reply,
        WRITES,
    ),
    Question(
        "write.bad_value",
        "What does a value get that there is not?",
        "`401 Unauthorized` (6)",
        writes.bad_value,
        WRITES,
    ),
    Question(
        "write.letters",
        "What become a bare + and a letter beyond ASCII?",
        "Not said; relative moves have a bare + (6.1)",
        writes.letters,
        WRITES,
    ),
    Question(
        "write.titles",
        "Has a title 32 bytes or 32 characters?",
        "32 characters; others are in bytes (6.6)",
        writes.titles,
        WRITES,
    ),
    Question(
        "write.one_push",
        "Does it know one push of white balance?",
        "`op_auto` (6.2)",
        writes.one_push,
        WRITES,
    ),
    Question(
        "write.spelling",
        "How are keys spelled that the guide misprints?",
        "`output_pin…duration`, `camera.image.monitortype` (6.2, 6.5)",
        writes.spelling,
        WRITES,
    ),
    # What turns the camera, and turns it back.
    Question(
        "move.click",
        "What does click-on-centre take?",
        "Pixels or percent; the examples are lost (6.6)",
        moves.click,
        MOVES,
    ),
    Question(
        "move.arrival",
        "Is it told when a preset is reached?",
        "Its number then stands in `camera.status` (6.6)",
        moves.arrival,
        MOVES,
    ),
    Question(
        "move.stopping",
        "How far does a motor run on behind a stop?",
        "Not said (6.6)",
        moves.stopping,
        MOVES,
    ),
    # Last, when all answers have been timed.
    Question("api.seconds", "How long do answers take?", "Not said", api.seconds),
)
