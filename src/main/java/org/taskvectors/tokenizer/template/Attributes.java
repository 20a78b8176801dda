package org.taskvectors.tokenizer.template;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `value.name` and `value[index]`, with Jinja's order of looking and its sandbox.
final class Attributes {
    private static final Set<String> MAP_CHANGES =
            Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> LIST_CHANGES =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> OF_NUMBERS =
            Set.of(
                    "real",
                    "imag",
                    "numerator",
                    "denominator",
                    "conjugate",
                    "bit_length",
                    "bit_count",
                    "to_bytes",
                    "from_bytes",
                    "as_integer_ratio",
                    "is_integer",
                    "hex",
                    "fromhex",
                    "from_number");
    private static final Set<String> OF_ITERATORS =
            Set.of(
                    "gi_frame",
                    "gi_code",
                    "gi_running",
                    "gi_yieldfrom",
                    "gi_suspended",
                    "send",
                    "throw",
                    "close");

    /// What Python's maps hide behind such names; others may be keys.
    private static final Set<String> OF_PYTHON =
            Set.of(
                    "__class__",
                    "__class_getitem__",
                    "__contains__",
                    "__delattr__",
                    "__delitem__",
                    "__dir__",
                    "__doc__",
                    "__eq__",
                    "__format__",
                    "__ge__",
                    "__getattribute__",
                    "__getitem__",
                    "__getstate__",
                    "__gt__",
                    "__hash__",
                    "__init__",
                    "__init_subclass__",
                    "__ior__",
                    "__iter__",
                    "__le__",
                    "__len__",
                    "__lt__",
                    "__ne__",
                    "__new__",
                    "__or__",
                    "__reduce__",
                    "__reduce_ex__",
                    "__repr__",
                    "__reversed__",
                    "__ror__",
                    "__setattr__",
                    "__setitem__",
                    "__sizeof__",
                    "__str__",
                    "__subclasshook__");

    private static final Set<String> OF_MACROS =
            Set.of("arguments", "catch_kwargs", "catch_varargs", "caller", "explicit_caller");

    private Attributes() {}

    /// `owner.name`: the attribute first, then the element.
    static Object attribute(Run run, Object owner, String name) {
        run.spend(1);
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (owner instanceof MapValue map && isHidden(name) && !OF_PYTHON.contains(name)) {
            return map.get(run, name).orElseGet(() -> Undefined.of(owner, name));
        }
        return own(run, owner, name)
                .or(() -> owner instanceof MapValue map ? map.get(run, name) : Optional.empty())
                .orElseGet(() -> Undefined.of(owner, name));
    }

    /// `owner[index]`: the element first, then the attribute.
    static Object item(Run run, Object owner, Object index) {
        run.spend(1);
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        return element(run, owner, index)
                .or(() -> index instanceof String name ? own(run, owner, name) : Optional.empty())
                .orElseGet(() -> Undefined.of(owner, index));
    }

    private static Optional<Object> element(Run run, Object owner, Object index) {
        return switch (owner) {
            case MapValue map -> {
                run.spend(index instanceof Items items ? items.size() : 0);
                yield isHashable(index) ? map.get(run, index) : Optional.empty();
            }
            case Items items when items.isSequence() -> numbered(items.all(), index);
            case String text -> character(run, text, index);
            default -> Optional.empty();
        };
    }

    private static boolean isHashable(Object key) {
        return switch (key) {
            case Items items ->
                    items.kind() == Items.Kind.RANGE
                            || (items.kind() == Items.Kind.TUPLE
                                    && items.all().stream()
                                            .noneMatch(
                                                    item ->
                                                            item instanceof Items
                                                                    || item instanceof MapValue));
            case MapValue map -> false;
            default -> true;
        };
    }

    private static Optional<Object> numbered(List<Object> all, Object index) {
        if (!(index instanceof Long) && !(index instanceof Boolean)) {
            return Optional.empty();
        }
        long number = Types.integer(index);
        long at = number < 0 ? number + all.size() : number;
        return at < 0 || at >= all.size() ? Optional.empty() : Optional.of(all.get((int) at));
    }

    private static Optional<Object> character(Run run, String text, Object index) {
        if (!(index instanceof Long) && !(index instanceof Boolean)) {
            return Optional.empty();
        }
        run.read(text);
        int length = Texts.length(text);
        long number = Types.integer(index);
        long at = number < 0 ? number + length : number;
        if (at < 0 || at >= length) {
            return Optional.empty();
        }
        return Optional.of(Character.toString(text.codePointAt(Texts.offset(text, (int) at))));
    }

    private static boolean isHidden(String name) {
        return name.startsWith("__") && name.endsWith("__");
    }

    /// Returns the attribute that a value of this kind has by itself.
    static Optional<Object> own(Run run, Object owner, String name) {
        if (isHidden(name) && !(owner instanceof NamespaceValue)) {
            return Optional.of(Undefined.unsafe(owner, name));
        }
        return switch (owner) {
            case String text -> TextMethods.of(text, name);
            case MapValue map ->
                    MAP_CHANGES.contains(name)
                            ? Optional.of(Undefined.unsafe(owner, name))
                            : mapMethod(map, name);
            case Items items -> ofItems(items, name);
            case NamespaceValue namespace -> namespace.get(name);
            case Loop loop -> loop.attribute(name);
            case Macro macro -> {
                refuse(OF_MACROS, macro, name);
                yield name.equals("name") ? Optional.of(macro.name()) : Optional.empty();
            }
            case Pull pull -> {
                refuse(OF_ITERATORS, pull, name);
                yield Optional.empty();
            }
            case Long number -> ofNumber(number, name);
            case Double number -> ofNumber(number, name);
            case Boolean truth -> ofNumber(truth, name);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> ofNumber(Object number, String name) {
        refuse(OF_NUMBERS, number, name);
        return Optional.empty();
    }

    private static void refuse(Set<String> known, Object owner, String name) {
        if (known.contains(name)) {
            throw TemplateError.unsupported("the attribute '" + name + "' of " + Types.name(owner));
        }
    }

    private static Optional<Object> ofItems(Items items, String name) {
        if (items.isList() && LIST_CHANGES.contains(name)) {
            return Optional.of(Undefined.unsafe(items, name));
        }
        if (!items.isSequence()) {
            refuse(Set.of("isdisjoint", "mapping"), items, name);
            return Optional.empty();
        }
        if (items.kind() == Items.Kind.RANGE) {
            refuse(Set.of("start", "stop", "step"), items, name);
        }
        return switch (name) {
            case "count" ->
                    Optional.of(
                            Function.method(
                                    name,
                                    (r, arguments) ->
                                            count(r, items, arguments.bind(name, "value").get(0))));
            case "index" ->
                    Optional.of(
                            Function.method(
                                    name,
                                    (r, arguments) ->
                                            index(r, items, arguments.bind(name, "value").get(0))));
            case "copy" ->
                    items.isList()
                            ? Optional.of(Function.method(name, (r, arguments) -> items))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Object count(Run run, Items items, Object value) {
        long count = 0;
        for (Object item : items.all()) {
            count += Comparing.equal(run, item, value) ? 1 : 0;
        }
        return count;
    }

    private static Object index(Run run, Items items, Object value) {
        long index = 0;
        for (Object item : items.all()) {
            if (Comparing.equal(run, item, value)) {
                return index;
            }
            index++;
        }
        throw TemplateError.wrong(Printing.shortRepr(value) + " is not in list");
    }

    private static Optional<Object> mapMethod(MapValue map, String name) {
        return switch (name) {
            case "get" ->
                    Optional.of(
                            Function.method(
                                    name,
                                    (run, arguments) -> {
                                        arguments.refuseNamed("dict.get");
                                        Arguments.Bound bound =
                                                arguments.bind(name, "key", "default?");
                                        return map.get(run, bound.get(0))
                                                .orElse(bound.or(1, None.NONE));
                                    }));
            case "items" -> view(name, () -> new Items(Items.Kind.MAP_ITEMS, pairs(map), ""));
            case "keys" -> view(name, () -> new Items(Items.Kind.MAP_KEYS, map.keys(), ""));
            case "values" -> view(name, () -> new Items(Items.Kind.MAP_VALUES, map.values(), ""));
            case "copy" -> view(name, () -> map);
            case "fromkeys" -> throw TemplateError.unsupported("the method 'fromkeys' of dict");
            default -> Optional.empty();
        };
    }

    private static Optional<Object> view(String name, java.util.function.Supplier<Object> make) {
        return Optional.of(
                Function.method(
                        name,
                        (run, arguments) -> {
                            arguments.bind(name);
                            Object made = make.get();
                            run.allowItems(made instanceof Items items ? items.size() : 0);
                            return made;
                        }));
    }

    static List<Object> pairs(MapValue map) {
        return map.entries().stream()
                .map(entry -> (Object) Items.tuple(entry.key(), entry.value()))
                .toList();
    }
}
