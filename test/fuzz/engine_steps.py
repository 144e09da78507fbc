"""Stories for fuzz_engine, written in words and put into its bytes.

A story is a text of steps separated by ";". Each word stands for a byte, each number for a byte too,
so what a step wants to know follows its word. MESSAGES are kinds of messages for `talk`
(engine/parts.cc), CLIENTS what `client` does (engine/clients.cc). Every story is told in each of the
SETTINGS, the four bytes in front (fuzz_engine.cc).
"""

STEPS = {
    "answer": 0, "turns": 1, "propose": 2, "deadline": 3, "pass": 4, "own": 5, "forget": 6,
    "by-hand": 7, "multicast": 8, "talk": 9, "token": 10, "join": 11, "commit": 12, "merge": 13,
    "cancel": 14, "exchange": 15, "echo": 16, "damaged": 17, "raw": 18, "client": 19,
    "interface": 20, "gather": 21, "leave": 22, "restart": 23,
}
MESSAGES = {
    "build": 0, "barrier": 1, "capability": 2, "joinlist": 3, "procjoin": 4, "hello": 5,
    "safe-hello": 5 + 0x40, "lossy-hello": 5 + 0x80, "lossy-safe-hello": 5 + 0xC0,
}
CLIENTS = {"connect": 0, "disconnect": 1, "cpg-join": 2, "cpg-leave": 3, "cpg-send": 4,
           "cpg-safe": 5, "cpg-part": 6, "members": 7, "iterate": 8, "next": 9, "end": 10,
           "finalize": 11, "local": 12}

# After a ring of its own, nodes 1, 2 and 3 form one, once with the node as representative and once as another. Nobody
# knows beforehand how often the token turns until it is installed: more turns do no harm.
FORM = "own; own; propose 7; turns 7; turns 7"
SYNC = ("talk build; turns 1; talk joinlist; turns 1; talk barrier; turns 3; talk capability;"
        " turns 1")
GROUP = "client connect; client cpg-join 0 0 0 0 1; turns 2; talk procjoin; turns 2"
SENDING = ("client cpg-send 0 5; turns 2; talk hello; turns 1; client cpg-safe 0 0 255; turns 3;"
           " talk safe-hello; turns 3; client cpg-part 0 9 0 0 9; turns 2")
LOSSY = "talk lossy-hello 2; talk lossy-hello 4; talk lossy-safe-hello 6"
STORIES = {
    "alone": "pass 7; pass 7; deadline; pass 5",
    "form": FORM,
    "synchronised": f"{FORM}; {SYNC}",
    "messages": f"{FORM}; {SYNC}; {GROUP}; {SENDING}",
    "everything-of-cpg": f"{FORM}; {SYNC}; {GROUP}; client members 0 0; client iterate 0 0 3;"
                         " client next 0 1; client next 0 1; client end 0 1; client local 0;"
                         " client cpg-leave 0 0; turns 2; client finalize 0; client disconnect 0;"
                         " turns 2",
    "hold": f"{FORM}; {SYNC}; turns 7; turns 7; pass 2; deadline; deadline; cancel 1 0; turns 2;"
            f" {GROUP}; client cpg-send 0 5; turns 7; pass 3",
    "recovery": f"{FORM}; {SYNC}; {GROUP}; {LOSSY}; gather; propose 7; answer; answer 2 164 162 1;"
                " turns 7; exchange 0 0 164 0 0 0 0 165 0 0 5 97 98 99 100 101; turns 7; turns 7",
    "shrinks": f"{FORM}; {SYNC}; {GROUP}; {LOSSY}; pass 5; pass 6; pass 6; propose 3; turns 7;"
               f" turns 7; {SYNC}",
    "recovery-fails": f"{FORM}; {SYNC}; {LOSSY}; gather; propose 7; turns 3; pass 6; propose 7;"
                      " turns 2; pass 6; turns 7; propose 3; turns 7; turns 7",
    "merge": f"{FORM}; {SYNC}; pass 2; merge 66 230 0; propose 15; turns 7; turns 7; {SYNC}",
    "token-lost": f"{FORM}; pass 2; pass 3; deadline; deadline; pass 6; pass 6",
    "leave-of-another": f"{FORM}; {SYNC}; join 9 66 0; pass 2; propose 3; turns 7",
    "leaves": f"{FORM}; {SYNC}; {GROUP}; leave 238; pass 6; turns 1",
    "restart": f"{FORM}; {SYNC}; {GROUP}; restart; {FORM}; {SYNC}; restart; pass 7",
    "interface": f"{FORM}; interface 0; pass 7; pass 7; interface 1; {FORM}",
    "requests": f"{FORM}; talk hello; talk hello; token 64 5 165 164 163 162 161 0; turns 2;"
                " token 12 170 160 0; turns 3",
    "stuck": f"{FORM}; " + "token 28 165 160 0 0; answer; " * 12 + "pass 7; pass 7; turns 3",
    "noise": f"{FORM}; echo 0; echo 1; damaged 0 1 20 7 0; raw 1 0 40; multicast 1 0 165 0 0 5;"
             f" commit 1 7 130 2 0; join 6 7 1 0; {FORM}",
}
SETTINGS = {"first": (0, 0, 0, 0), "second": (1, 0, 3, 1), "last": (2, 16 + 4, 4, 0),
            "patient": (1, 2 + 8 + 64, 1, 0)}


def bytes_of(story):
    values = []
    for step in story.split(";"):
        for word in step.split():
            for table in (STEPS, MESSAGES, CLIENTS):
                if word in table:
                    values.append(table[word])
                    break
            else:
                values.append(int(word))
    return bytes(values)


def stories():
    for setting, head in SETTINGS.items():
        for name, story in STORIES.items():
            yield f"{setting}-{name}", bytes(head) + bytes_of(story)
