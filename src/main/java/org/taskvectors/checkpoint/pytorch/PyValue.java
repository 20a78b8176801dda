package org.taskvectors.checkpoint.pytorch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a pickle, all of them inert: numbers, texts, containers, tensors, and records that
/// name the class that an object would have had. Containers may hold themselves, so they are
/// compared by identity and every walk through them is bounded.
sealed interface PyValue {
    /// `None`, and constants that have no meaning for weights.
    enum Constant implements PyValue {
        NONE,
        TRUE,
        FALSE
    }

    /// A text.
    record Text(String value) implements PyValue {}

    /// A whole number of 64 bits.
    record Int(long value) implements PyValue {}

    /// A whole number of more than 64 bits.
    record BigInt(BigInteger value) implements PyValue {}

    /// A floating-point number.
    record Real(double value) implements PyValue {}

    /// Bytes, of which only the number is kept.
    record Bytes(int length) implements PyValue {}

    /// The name of a class or function, which is never looked up.
    record Global(String module, String name) implements PyValue {
        String full() {
            return module + "." + name;
        }
    }

    /// A tuple.
    final class Tuple implements PyValue {
        private final List<PyValue> items;

        Tuple(List<PyValue> items) {
            this.items = List.copyOf(items);
        }

        List<PyValue> items() {
            return items;
        }
    }

    /// A list or a set.
    final class Sequence implements PyValue {
        private final List<PyValue> items = new ArrayList<>(4);

        List<PyValue> items() {
            return items;
        }
    }

    /// A dictionary in the order of its keys; a key that is set again keeps its place.
    final class Dict implements PyValue {
        private final Map<Object, Item> items = new LinkedHashMap<>(4);

        /// A key with its value.
        record Item(PyValue key, PyValue value) {}

        void put(PyValue key, PyValue value) {
            // A walk through a tuple that holds itself would not end, so keys that are containers
            // count as different from each other.
            Object identity =
                    switch (key) {
                        case Text(String text) -> text;
                        case Int(long number) -> number;
                        default -> key;
                    };
            items.put(identity, new Item(key, value));
        }

        @Nullable PyValue get(String key) {
            Item item = items.get(key);
            return item == null ? null : item.value();
        }

        Iterable<Item> items() {
            return items.values();
        }

        boolean isEmpty() {
            return items.isEmpty();
        }
    }

    /// A reference to a storage.
    ///
    /// @param key its name in the file
    /// @param location the device that it was on: `cpu`, `cuda:0`
    /// @param elements how many elements of its own type it has
    /// @param first where it begins in the storage of that name, in elements: views of files from
    ///   before 1.6 begin elsewhere than at 0
    /// @param whole elements of the storage of that name
    record Storage(
            String key, Element element, String location, long elements, long first, long whole)
            implements PyValue {}

    /// A tensor as a pickle describes it.
    ///
    /// @param storage where its numbers are; null where it has none that can be read
    /// @param offset its first element in the storage, in elements of its own type
    /// @param without why it has no numbers; empty where it has
    record TensorRef(
            @Nullable Storage storage,
            Element element,
            long offset,
            List<Long> sizes,
            List<Long> strides,
            String without)
            implements PyValue {
        static TensorRef none(String without) {
            return new TensorRef(null, Element.UNTYPED, 0, List.of(), List.of(), without);
        }
    }

    /// Stands for an object of a class: the class's name, and the state that the pickle gives the
    /// object.
    final class Instance implements PyValue {
        private final Global type;
        private final Dict items = new Dict();
        private final Sequence elements = new Sequence();
        private PyValue state = Constant.NONE;
        private List<PyValue> arguments = List.of();

        Instance(Global type) {
            this.type = type;
        }

        Global type() {
            return type;
        }

        /// What was set under keys, as in a subclass of a dictionary.
        Dict items() {
            return items;
        }

        /// What was appended, as to a subclass of a list.
        Sequence elements() {
            return elements;
        }

        /// What would have been its attributes.
        PyValue state() {
            return state;
        }

        void setState(PyValue newState) {
            state = newState;
        }

        void setArguments(List<PyValue> newArguments) {
            arguments = List.copyOf(newArguments);
        }

        /// Everything that the pickle gives the object, as a dictionary: attributes by their names,
        /// items by their keys, and by numbers what it was made of and what was appended to it.
        Dict everything() {
            Dict all = new Dict();
            add(state, all);
            items.items().forEach(item -> all.put(item.key(), item.value()));
            long number = 0;
            for (PyValue argument : arguments) {
                all.put(new Text(Long.toString(number++)), argument);
            }
            for (PyValue element : elements.items()) {
                all.put(new Text(Long.toString(number++)), element);
            }
            return all;
        }

        /// Adds a state: the attributes, or a pair of those in `__dict__` and those in slots.
        private static void add(PyValue state, Dict all) {
            switch (state) {
                case Dict dict -> dict.items().forEach(item -> all.put(item.key(), item.value()));
                case Tuple pair -> pair.items().forEach(part -> add(part, all));
                case Constant constant -> {}
                default -> all.put(new Text("state"), state);
            }
        }

        /// An attribute, null where it has none of that name.
        @Nullable PyValue attribute(String name) {
            PyValue from =
                    state instanceof Tuple pair && !pair.items().isEmpty()
                            ? pair.items().getFirst()
                            : state;
            return from instanceof Dict dict ? dict.get(name) : null;
        }
    }
}
