"""Makes src/test/resources/golden/templates: what transformers' own Jinja environment makes of small
templates (expressions.txt, one a line, those of several lines as written below) and of chat templates
(the *.jinja files here) with conversations.

    python make_golden.py

Needs transformers (made with 5.24 and Jinja2 3.1.6). An error is written as its class and its message.
"""

import json
import pathlib

from transformers.utils.chat_template_utils import (
    _alias_reasoning_fields,
    _compile_jinja_template,
    _normalize_chat_messages,
)

HERE = pathlib.Path(__file__).parent
TARGET = HERE.parents[1] / "resources" / "golden" / "templates"

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": " Hello "},
    {"role": "assistant", "content": "Hi."},
    {"role": "user", "content": "Bye"},
]
INPUT = {
    "messages": MESSAGES,
    "tools": None,
    "documents": None,
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
}
VARIABLES = {
    "s": "Hello world",
    "u": "a🎉cd€",
    "l": [1, 2, 3, 4],
    "d": {"a": 1, "b": "two"},
    "pairs": [["a", 1], ["b", 2]],
    "hidden": {"_x": "seen", "__y__": "too"},
    "nested": {"items": [1, {"k": "v"}], "text": "a\"b", "empty": {}},
    "users": [
        {"name": "Bob", "active": True, "tags": ["x", "y"], "age": 3},
        {"name": "Ann", "active": False, "tags": [], "age": 4},
    ],
}
MORE = [
    "a\n  {% if 1 %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%- if 1 %}\n  b\n  {%- endif %}\nc\n\n",
    "a\n  {%+ if 1 %}\n  b\n  {%+ endif %}\nc\n",
    "a\n  {% if 1 -%}\n  b\n  {% endif -%}\nc",
    "  {# c #}\n  x {# c #}\n  y\n",
    "  {{ 1 }}\n  {{- 2 }}\n  {{ 3 -}}\n  {{ 4 }}\n",
    "a\r\n{% if 1 %}\r\nb\r{% endif %}\r\nc\r\n",
    "{% for x in [1, 2] %}\n  {{ x }}\n  {% endfor %}\n\n\nend",
    "  {% raw %}\n  {{ x }}\n  {% endraw %}\n z",
    "{% if 1 %}\n\nx{% endif %}\n\n\n",
    "\n\n  {% set x = 1 %}  \n  {{ x }}",
    "{% set x = 1 +%}\ny\n{% set x = 1 %}\n\nz",
    "\t{% if 1 %}\u00a0\n\u3000{% endif %}x",
    "{#- a -#}\n\n  {#+ b +#}\n  c",
    "{%- macro m(x) %}\n    {{- x }}\n{%- endmacro %}\n{{ m('q') }}\n",
    "",
    "\n",
    "plain { text } % # {",
    "{% set t = 'a\\nb' %}{{ t }}\n{{ t | indent }}",
    "{%\n  set x =\n [1,\n 2]\n%}{{ x }}",
]


def outcome(source, context):
    try:
        return {"want": _compile_jinja_template(source).render(**context)}
    except Exception as e:
        return {"error": type(e).__name__, "message": str(e)}


def expressions():
    lines = (HERE / "expressions.txt").read_text().split("\n")
    for source in [line for line in lines if line] + MORE:
        made = outcome(source, {**INPUT, **VARIABLES})
        yield {"template": source, **made}


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Tells the \"weather\" in <place> & around é.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "The city"},
                    "unit": {"type": "string", "enum": ["C", "F"]},
                    "days": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["city"],
            },
        },
    }
]
CALL = {"type": "function", "id": "call12345", "function": {"name": "weather", "arguments": {"city": "Zürich", "days": [1, 2]}}}
CHATS = {
    "user": [{"role": "user", "content": "Hello"}],
    "blanks": [{"role": "user", "content": "\n  Hello é🎉 \n"}],
    "system": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
    "turns": MESSAGES[1:] + [{"role": "assistant", "content": "<think>\nwhy\n</think>\n\nBye."}],
    "system turns": MESSAGES,
    "two users": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
    "parts": [{"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "image"}, {"type": "text", "text": "two"}]}],
    "tools": [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "name": "weather", "tool_call_id": "call12345", "content": '{"t": 21}'},
        {"role": "assistant", "content": "21 degrees."},
    ],
    "reasoning": [{"role": "user", "content": "Why?"}, {"role": "assistant", "reasoning": "So.", "content": "Because."}, {"role": "user", "content": "Oh"}],
    "no content": [{"role": "user"}],
    "nobody": [],
    "odd role": [{"role": "critic", "content": "Bad."}],
}


def chats(templates):
    for name, source in templates.items():
        for chat, messages in CHATS.items():
            for prompt in (True, False):
                for tools in (None, TOOLS) if chat in ("user", "system", "tools") else (None,):
                    shown = _alias_reasoning_fields(_normalize_chat_messages(messages))
                    context = {**INPUT, "messages": shown, "tools": tools, "add_generation_prompt": prompt}
                    made = outcome(source, context)
                    yield {"template": name, "chat": chat, "prompt": prompt, "tools": tools is not None, **made}


def write(name, header, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    text = json.dumps(header, ensure_ascii=False)[:-1] + (', ' if header else '') + '"cases": [\n' + lines + "\n]}\n"
    json.loads(text)
    (TARGET / name).write_text(text)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    write("expressions.json", {"variables": VARIABLES, "messages": MESSAGES}, expressions())
    templates = {path.stem: path.read_text() for path in sorted(HERE.glob("*.jinja"))}
    write("chats.json", {"templates": templates, "chats": CHATS, "tools": TOOLS}, chats(templates))
