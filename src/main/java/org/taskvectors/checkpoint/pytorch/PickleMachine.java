package org.taskvectors.checkpoint.pytorch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.taskvectors.checkpoint.pytorch.PyValue.Constant;
import org.taskvectors.file.Failure;

/// Reads a pickle as data: the operations of protocols 2 to 5 that `torch.save` writes, on a stack
/// of inert values. Nothing is imported and nothing is called: [Calls] gives the meaning of a call,
/// and refuses by its name what it does not know. The number of values is bounded.
///
/// Source of the operations: <https://github.com/python/cpython/blob/main/Lib/pickletools.py>.
final class PickleMachine {
    /// The most values of one pickle: a model of 100,000 tensors has some 2,000,000, and each takes
    /// some 50 bytes.
    private static final int MOST_VALUES = 2_500_000;

    /// The most characters of all texts together.
    private static final long MOST_CHARACTERS = 32_000_000;

    /// Longer texts and numbers are no names and no sizes; only their presence is kept.
    private static final long LONGEST_TEXT = 1 << 20;

    private static final int LONGEST_NUMBER = 1_024;
    private static final int HIGHEST_PROTOCOL = 5;

    private final PickleInput in;
    private final Calls calls;
    private final List<PyValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, PyValue> memo = new HashMap<>();
    private int values;
    private long characters;

    /// The position of the current operation.
    private long operation;

    private PickleMachine(PickleInput in, Calls calls) {
        this.in = in;
        this.calls = calls;
    }

    /// Reads one pickle and leaves the input right after it.
    ///
    /// @throws Failure with a [PytorchProblem] that names the byte
    static PyValue run(PickleInput in, Calls calls) throws Failure {
        return new PickleMachine(in, calls).run();
    }

    private PyValue run() throws Failure {
        while (true) {
            operation = in.position();
            int code = in.u8();
            if (code == '.') {
                PyValue result = pop();
                if (!stack.isEmpty() || !marks.isEmpty()) {
                    throw malformed("it ends while something is left on its stack");
                }
                return result;
            }
            if (!number(code) && !text(code) && !container(code) && !memory(code)) {
                object(code);
            }
        }
    }

    /// Numbers and constants.
    private boolean number(int code) throws Failure {
        switch (code) {
            case 'N' -> push(Constant.NONE);
            case 0x88 -> push(Constant.TRUE);
            case 0x89 -> push(Constant.FALSE);
            case 'J' -> make(new PyValue.Int(in.i32()));
            case 'K' -> make(new PyValue.Int(in.u8()));
            case 'M' -> make(new PyValue.Int(in.u16()));
            case 'G' -> make(new PyValue.Real(in.real()));
            case 0x8A -> whole(in.u8());
            case 0x8B -> whole(in.i32());
            default -> {
                return false;
            }
        }
        return true;
    }

    /// A whole number of that many bytes, least significant first.
    private void whole(int length) throws Failure {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw malformed("a whole number has " + length + " bytes");
        }
        byte[] bytes = in.bytes(length);
        for (int i = 0; i < length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        make(
                value.bitLength() < Long.SIZE
                        ? new PyValue.Int(value.longValue())
                        : new PyValue.BigInt(value));
    }

    private boolean text(int code) throws Failure {
        switch (code) {
            case 0x8C, 'U' -> text((long) in.u8());
            case 'X', 'T' -> text(in.i32() & 0xFFFF_FFFFL);
            case 0x8D -> text(in.i64());
            case 'C' -> raw(in.u8());
            case 'B' -> raw(in.i32() & 0xFFFF_FFFFL);
            case 0x8E, 0x96 -> raw(in.i64());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void text(long length) throws Failure {
        if (length < 0 || length > LONGEST_TEXT) {
            raw(length);
            return;
        }
        characters += length;
        if (characters > MOST_CHARACTERS) {
            throw tooLarge();
        }
        make(new PyValue.Text(in.text(length)));
    }

    private void raw(long length) throws Failure {
        in.skip(length);
        make(new PyValue.Bytes((int) length));
    }

    private boolean container(int code) throws Failure {
        switch (code) {
            case '(' -> marks.add(stack.size());
            case ')' -> make(new PyValue.Tuple(List.of()));
            case 't' -> make(new PyValue.Tuple(popMark()));
            case 0x85 -> make(new PyValue.Tuple(popSome(1)));
            case 0x86 -> make(new PyValue.Tuple(popSome(2)));
            case 0x87 -> make(new PyValue.Tuple(popSome(3)));
            case ']', 0x8F -> make(new PyValue.Sequence());
            case '}' -> make(new PyValue.Dict());
            case 'l', 0x91 -> list(popMark());
            case 'd' -> {
                List<PyValue> items = popMark();
                make(new PyValue.Dict());
                setItems(items);
            }
            case 'a' -> append(popSome(1));
            case 'e', 0x90 -> append(popMark());
            case 's' -> setItems(popSome(2));
            case 'u' -> setItems(popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void list(List<PyValue> items) throws Failure {
        make(new PyValue.Sequence());
        append(items);
    }

    private void append(List<PyValue> items) throws Failure {
        switch (peek()) {
            case PyValue.Sequence sequence -> sequence.items().addAll(items);
            case PyValue.Instance record -> record.elements().items().addAll(items);
            default -> throw malformed("something is appended to what is no list");
        }
    }

    private void setItems(List<PyValue> items) throws Failure {
        PyValue.Dict into =
                switch (peek()) {
                    case PyValue.Dict dict -> dict;
                    case PyValue.Instance record -> record.items();
                    default -> throw malformed("a key is set in what is no dictionary");
                };
        if (items.size() % 2 != 0) {
            throw malformed("a key has no value");
        }
        count(items.size() / 2);
        for (int i = 0; i < items.size(); i += 2) {
            into.put(items.get(i), items.get(i + 1));
        }
    }

    private boolean memory(int code) throws Failure {
        switch (code) {
            case '0' -> popAny();
            case '1' -> popMark();
            case '2' -> push(peek());
            case 'h' -> push(remembered(in.u8()));
            case 'j' -> push(remembered(in.i32() & 0xFFFF_FFFFL));
            case 'q' -> remember(in.u8());
            case 'r' -> remember(in.i32() & 0xFFFF_FFFFL);
            case 0x94 -> remember(memo.size());
            default -> {
                return false;
            }
        }
        return true;
    }

    /// `POP` removes a mark if one is on top.
    private void popAny() throws Failure {
        if (!marks.isEmpty() && marks.getLast() == stack.size()) {
            marks.removeLast();
        } else {
            pop();
        }
    }

    private PyValue remembered(long index) throws Failure {
        PyValue value = memo.get(index);
        if (value == null) {
            throw malformed("it recalls value " + index + ", which it did not keep");
        }
        return value;
    }

    private void remember(long index) throws Failure {
        count(1);
        memo.put(index, peek());
    }

    private void object(int code) throws Failure {
        switch (code) {
            case 0x80 -> protocol(in.u8());
            // A frame only says how much to read at once.
            case 0x95 -> in.i64();
            case 'c' -> {
                String module = in.line();
                make(calls.global(place(), module, in.line()));
            }
            case 0x93 -> {
                List<PyValue> names = popSome(2);
                if (!(names.getFirst() instanceof PyValue.Text(String module))
                        || !(names.getLast() instanceof PyValue.Text(String name))) {
                    throw malformed("the name of a global is no text");
                }
                make(calls.global(place(), module, name));
            }
            case 'R' -> {
                List<PyValue> call = popSome(2);
                make(calls.call(place(), call.getFirst(), call.getLast()));
            }
            case 0x81 -> {
                List<PyValue> made = popSome(2);
                make(calls.made(place(), made.getFirst(), made.getLast()));
            }
            case 0x92 -> {
                List<PyValue> made = popSome(3);
                make(calls.made(place(), made.getFirst(), made.get(1)));
            }
            case 'b' -> {
                PyValue state = pop();
                calls.build(place(), peek(), state);
            }
            case 'Q' -> make(calls.persistent(place(), pop()));
            default -> throw unknown(code);
        }
    }

    private void protocol(int version) throws Failure {
        if (version < 2 || version > HIGHEST_PROTOCOL) {
            throw malformed("its protocol is " + version + ", torch.save writes 2 to 5");
        }
    }

    private Failure unknown(int code) {
        return Failure.of(
                        PytorchProblem.PICKLE_OPERATION,
                        in.path(),
                        String.format(
                                Locale.ROOT,
                                "the pickle has an operation (0x%02x) that torch.save does not"
                                        + " write",
                                code),
                        "It was made by something else, or the file is damaged")
                .at(place());
    }

    private void make(PyValue value) throws Failure {
        count(1);
        push(value);
    }

    private void push(PyValue value) throws Failure {
        if (stack.size() >= MOST_VALUES) {
            throw tooLarge();
        }
        stack.add(value);
    }

    private void count(int more) throws Failure {
        values += more;
        if (values > MOST_VALUES) {
            throw tooLarge();
        }
    }

    private PyValue peek() throws Failure {
        requireValues(1);
        return stack.getLast();
    }

    private PyValue pop() throws Failure {
        requireValues(1);
        return stack.removeLast();
    }

    private List<PyValue> popSome(int count) throws Failure {
        requireValues(count);
        return popFrom(stack.size() - count);
    }

    private List<PyValue> popMark() throws Failure {
        if (marks.isEmpty()) {
            throw malformed("it looks for a mark, and there is none");
        }
        return popFrom(marks.removeLast());
    }

    private List<PyValue> popFrom(int first) {
        List<PyValue> top = stack.subList(first, stack.size());
        List<PyValue> popped = List.copyOf(top);
        top.clear();
        return popped;
    }

    /// Checks that an operation takes no value from below a mark.
    private void requireValues(int wanted) throws Failure {
        int floor = marks.isEmpty() ? 0 : marks.getLast();
        if (stack.size() - floor < wanted) {
            throw malformed("its stack has too few values");
        }
    }

    private String place() {
        return in.place(operation);
    }

    private Failure malformed(String what) {
        return in.malformed(operation, what);
    }

    private Failure tooLarge() {
        return Failure.of(
                        PytorchProblem.PICKLE_TOO_LARGE,
                        in.path(),
                        "the pickle holds more values than any model has",
                        "Save the state_dict alone: torch.save(model.state_dict(), …)")
                .at(place());
    }
}
