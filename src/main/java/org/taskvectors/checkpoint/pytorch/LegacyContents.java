package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// The content of a file from before PyTorch 1.6: five pickles one after the other (a magic number,
/// the version, a description of the machine, the object, the keys of the storages), then the
/// storages in the order of the keys, each with its number of elements in 8 bytes before the
/// elements.
///
/// Source: `_legacy_save` and `_legacy_load` in `torch/serialization.py`,
/// <https://github.com/pytorch/pytorch>.
final class LegacyContents {
    private static final ValueLayout.OfLong COUNT =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long VERSION = 1_001;

    private final ReadableFile file;
    private final Map<String, Whole> wholes = new HashMap<>();

    /// A storage as the pickle describes it, then with its place.
    private record Whole(Element element, long elements, long position) {}

    private LegacyContents(ReadableFile file) {
        this.file = file;
    }

    static PytorchFile.Contents read(ReadableFile file) throws Failure {
        return new LegacyContents(file).read();
    }

    private PytorchFile.Contents read() throws Failure {
        long end = Math.min(file.size(), PickleInput.MOST_BYTES);
        PickleInput in = PickleInput.of(file, "", 0, end);
        // The magic number is what the file was recognised by.
        PickleMachine.run(in, new Calls(file.path()));
        requireVersion(in);
        requireSystem(in);
        Calls calls = new Recording();
        PyValue root = PickleMachine.run(in, calls);
        locate(keys(in), in.position());
        return new PytorchFile.Contents(
                "PyTorch file from before 1.6", root, calls.classes(), this::find, false, Map.of());
    }

    /// Keeps the pickle's descriptions of its storages, since the storages themselves do not carry
    /// their type.
    private final class Recording extends Calls {
        Recording() {
            super(file.path());
        }

        @Override
        PyValue persistent(String place, PyValue id) throws Failure {
            PyValue value = super.persistent(place, id);
            if (value instanceof PyValue.Storage storage) {
                Whole whole = new Whole(storage.element(), storage.whole(), -1);
                Whole before = wholes.putIfAbsent(storage.key(), whole);
                if (before != null && !before.equals(whole)) {
                    throw malformed(
                                    PytorchProblem.STORAGE_MALFORMED,
                                    "storage "
                                            + Shown.of(storage.key())
                                            + " is described in two ways")
                            .at(place);
                }
            }
            return value;
        }
    }

    private void requireVersion(PickleInput in) throws Failure {
        long at = in.position();
        PyValue version = PickleMachine.run(in, new Calls(file.path()));
        if (!(version instanceof PyValue.Int(long number)) || number != VERSION) {
            throw malformed(
                            PytorchProblem.LEGACY_MALFORMED,
                            "the version of this old format is not 1001")
                    .at("byte " + at);
        }
    }

    /// Checks that the description of the machine is a dictionary. It holds a byte order, which
    /// counts for nothing, since numbers of this format are little-endian on every machine: PyTorch
    /// reverses them where it has to
    /// (<https://github.com/pytorch/pytorch/blob/main/torch/csrc/serialization.cpp>), and passes
    /// over this dictionary when it reads.
    private void requireSystem(PickleInput in) throws Failure {
        long at = in.position();
        PyValue system = PickleMachine.run(in, new Calls(file.path()));
        if (!(system instanceof PyValue.Dict)) {
            throw malformed(
                            PytorchProblem.LEGACY_MALFORMED,
                            "what describes the machine that saved it is no dictionary")
                    .at("byte " + at);
        }
    }

    private List<String> keys(PickleInput in) throws Failure {
        long at = in.position();
        List<String> keys = new ArrayList<>();
        if (PickleMachine.run(in, new Calls(file.path())) instanceof PyValue.Sequence sequence) {
            for (PyValue item : sequence.items()) {
                if (item instanceof PyValue.Text(String key)) {
                    keys.add(key);
                }
            }
            if (keys.size() == sequence.items().size()) {
                return keys;
            }
        }
        throw malformed(
                        PytorchProblem.LEGACY_MALFORMED,
                        "the keys of its storages are no list of texts")
                .at("byte " + at);
    }

    private void locate(List<String> keys, long begin) throws Failure {
        MemorySegment count = MemorySegment.ofArray(new byte[Long.BYTES]);
        long at = begin;
        for (String key : keys) {
            Whole whole = wholes.get(key);
            if (whole == null || whole.position() >= 0) {
                throw malformed(
                                PytorchProblem.STORAGE_MALFORMED,
                                "storage "
                                        + Shown.of(key)
                                        + (whole == null
                                                ? " is not described in the pickle"
                                                : " is in the list of storages twice"))
                        .at("byte " + at);
            }
            int width = whole.element().bytes();
            long room = file.size() - at - Long.BYTES;
            if (room < 0 || whole.elements() > room / width) {
                throw malformed(
                                PytorchProblem.STORAGE_SIZE,
                                "storage " + Shown.of(key) + " reaches beyond the end of the file")
                        .at("byte " + at);
            }
            file.read(at, count);
            if (count.get(COUNT, 0) != whole.elements()) {
                throw malformed(
                                PytorchProblem.STORAGE_SIZE,
                                "storage "
                                        + Shown.of(key)
                                        + " has "
                                        + count.get(COUNT, 0)
                                        + " elements, the pickle says "
                                        + whole.elements())
                        .at("byte " + at);
            }
            wholes.put(key, new Whole(whole.element(), whole.elements(), at + Long.BYTES));
            at += Long.BYTES + whole.elements() * width;
        }
        if (at != file.size()) {
            throw malformed(PytorchProblem.LEGACY_MALFORMED, "something follows the last storage")
                    .at("byte " + at);
        }
    }

    private long find(PyValue.Storage storage) throws Failure {
        Whole whole = wholes.get(storage.key());
        if (whole == null || whole.position() < 0) {
            throw malformed(
                    PytorchProblem.STORAGE_ABSENT,
                    "its storage is not in the file: " + Shown.of(storage.key()));
        }
        return whole.position() + storage.first() * storage.element().bytes();
    }

    private Failure malformed(PytorchProblem problem, String what) {
        return Failure.of(
                problem, file.path(), what, "The file is damaged; download or save it again");
    }
}
