package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;

/// One open file of `torch.save`, of whatever version. Opening reads what describes the tensors:
/// the archive's table of contents and the pickle. Numbers are read in place.
public final class PytorchFile implements WeightsFile {
    /// The most bytes among which the elements of a tensor may lie scattered for it to be fetched
    /// ahead.
    private static final long LARGEST_EXTENT = 32L << 20;

    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

    private final ReadableFile file;
    private final String format;
    private final Map<String, StoredTensor> stored = new LinkedHashMap<>();
    private final List<Tensor> tensors;
    private final Tied tied;
    private final Map<String, String> metadata;
    private final List<String> notes = new ArrayList<>();
    private final StridedReader strided;
    private final boolean bigEndian;
    private final Optional<Dictionaries> dictionaries;

    /// What a pickle gave, and how its storages are found.
    ///
    /// @param root the pickled value
    /// @param classes the names of its classes that have no meaning here
    /// @param bigEndian whether numbers are stored most significant byte first
    record Contents(
            String format,
            PyValue root,
            Set<String> classes,
            Storages storages,
            boolean bigEndian,
            Map<String, String> metadata) {}

    /// Where storages lie.
    interface Storages {
        /// The byte at which the storage begins, after its size was compared with the file's.
        ///
        /// @throws Failure where it is absent or has another size
        long find(PyValue.Storage storage) throws Failure;
    }

    private PytorchFile(ReadableFile file, Contents contents, Optional<String> under)
            throws Failure {
        this.file = file;
        this.format = contents.format();
        this.metadata = Map.copyOf(contents.metadata());
        this.strided = new StridedReader(file);
        this.bigEndian = contents.bigEndian();
        StateFinder.Found found = StateFinder.find(file.path(), contents.root(), under);
        dictionaries = found.dictionaries();
        notes.addAll(found.notes());
        place(found.tensors(), contents.storages());
        this.tensors = stored.values().stream().map(StoredTensor::tensor).toList();
        if (!contents.classes().isEmpty()) {
            notes.add(
                    "classes that the file names and that were not loaded: "
                            + Shown.of(String.join(", ", contents.classes())));
        }
        tied = tied(stored.values());
        noteTied();
    }

    /// Opens a file of PyTorch 1.6 or later, which this takes over: it is closed with this, and
    /// also where opening fails.
    ///
    /// @param under the key of the dictionary that is meant, where the file holds several
    /// @throws Failure with a [PytorchProblem] where a rule is broken, or there are no weights in
    ///   it
    public static PytorchFile openZip(ReadableFile file, Optional<String> under) throws Failure {
        return open(file, ZipContents::read, under);
    }

    /// Opens a file from before PyTorch 1.6, as [#openZip] does.
    public static PytorchFile openLegacy(ReadableFile file, Optional<String> under) throws Failure {
        return open(file, LegacyContents::read, under);
    }

    /// The table of contents of a file of PyTorch 1.6 or later. It lies at the end and names every
    /// entry with its size and CRC. The file's beginning where there is none.
    public static HeaderSpan header(ReadableFile file) {
        try {
            long begin = ZipDirectory.find(file).begin();
            return new HeaderSpan(begin, file.size() - begin);
        } catch (Failure e) {
            return HeaderSpan.beginning(file);
        }
    }

    private interface Reader {
        Contents read(ReadableFile file) throws Failure;
    }

    private static PytorchFile open(ReadableFile file, Reader reader, Optional<String> under)
            throws Failure {
        try {
            return new PytorchFile(file, reader.read(file), under);
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private void place(Map<String, TensorRef> found, Storages storages) throws Failure {
        Map<PyValue.Storage, Long> places = new HashMap<>();
        List<String> without = new ArrayList<>();
        for (Map.Entry<String, TensorRef> entry : found.entrySet()) {
            String name = entry.getKey();
            TensorRef ref = entry.getValue();
            PyValue.@Nullable Storage storage = ref.storage();
            Optional<DType> type = ref.element().type();
            if (storage == null || type.isEmpty()) {
                without.add(
                        name
                                + " ("
                                + (storage == null ? ref.without() : ref.element().dtype())
                                + ")");
                continue;
            }
            Long known = places.get(storage);
            try {
                long begin = known != null ? known : storages.find(storage);
                places.put(storage, begin);
                long bytes = storage.elements() * storage.element().bytes();
                stored.put(name, StoredTensor.of(file.path(), name, ref, type.get(), begin, bytes));
            } catch (Failure e) {
                throw e.place() == null ? e.at("tensor " + Shown.of(name)) : e;
            }
        }
        if (!without.isEmpty()) {
            notes.add("tensors that cannot be read: " + Shown.of(String.join(", ", without)));
        }
        if (stored.isEmpty()) {
            throw Failure.of(
                    PytorchProblem.NO_TENSORS,
                    file.path(),
                    "none of its tensors can be read: " + Shown.of(String.join(", ", without)),
                    "Open the model's weights");
        }
    }

    /// Names of one tensor: the same elements of the same storage, which is how PyTorch itself ties
    /// weights (a module's parameters are listed once then).
    private static Tied tied(Collection<StoredTensor> stored) {
        Map<List<Object>, Set<String>> names = new LinkedHashMap<>();
        for (StoredTensor one : stored) {
            Tensor tensor = one.tensor();
            if (tensor.elements() > 0) {
                names.computeIfAbsent(
                                List.of(
                                        one.position(),
                                        tensor.dtype(),
                                        tensor.shape(),
                                        one.strides()),
                                key -> new LinkedHashSet<>())
                        .add(tensor.name());
            }
        }
        return Tied.of(names.values().stream());
    }

    private void noteTied() {
        if (!tied.sets().isEmpty()) {
            notes.add(
                    "tensors that are one and the same: "
                            + Shown.of(
                                    tied.sets().stream()
                                            .map(names -> String.join(" = ", names))
                                            .collect(Collectors.joining(", "))));
        }
    }

    @Override
    public Tied tied() {
        return tied;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(stored.get(name)).map(StoredTensor::tensor);
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Optional<Dictionaries> dictionaries() {
        return dictionaries;
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        StoredTensor from = stored.get(tensor.name());
        if (from == null || !from.tensor().equals(tensor)) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + file.path());
        }
        long size = target.byteSize();
        long offset = WeightsFile.offsetWithin(tensor, firstElement, size);
        try {
            if (from.isPacked()) {
                for (long at = 0; at < size; at += LARGEST_READ) {
                    file.read(
                            from.position() + offset + at,
                            target.asSlice(at, Math.min(LARGEST_READ, size - at)));
                }
            } else {
                strided.read(from, firstElement, target);
            }
            if (bigEndian) {
                ByteOrders.turn(target, tensor.dtype());
            }
        } catch (Failure e) {
            throw e.at("tensor " + Shown.of(tensor.name()) + ", " + e.place());
        }
    }

    /// Of a tensor whose elements do not follow each other all that lies between its first and its
    /// last: its blocks have elements from all over. Where that is more than is kept for one that
    /// reads so, it is read as it comes.
    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        StoredTensor from = stored.get(tensor.name());
        if (from == null || count <= 0) {
            return List.of();
        }
        if (from.isPacked()) {
            return TensorSpans.stored(
                    file.path(), from.position(), tensor.dtype().bits(), first, count);
        }
        long extent = from.extent();
        return extent > LARGEST_EXTENT
                ? List.of()
                : List.of(new ReadAhead.Span(file.path(), from.position(), extent));
    }

    @Override
    public void close() {
        strided.close();
        file.close();
    }
}
