package org.taskvectors.checkpoint.open;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// The model-parallel parts of a model in Meta's own layout (`consolidated.00.pth`, `….01.pth`):
/// every part holds a slice of every matrix, some cut by rows, some by columns, and the whole of
/// the small tensors. This shows the whole tensors. Matrices that are not known are refused, since
/// nothing in the files says how they are cut.
///
/// Source: <https://github.com/meta-llama/llama/blob/main/llama/model.py> (`ColumnParallelLinear`
/// cuts rows of the stored weight, `RowParallelLinear` columns), and transformers'
/// `convert_llama_weights_to_hf.py`.
final class ModelParallelFile implements WeightsFile {
    private static final Pattern PART = Pattern.compile("consolidated\\.(\\d{1,4})\\.pth");

    private static final Pattern BY_ROWS =
            Pattern.compile(
                    "(?:layers\\.\\d+\\.(?:attention\\.w[qkv]|feed_forward\\.w[13])|output)"
                            + "\\.weight");

    private static final Pattern BY_COLUMNS =
            Pattern.compile("layers\\.\\d+\\.(?:attention\\.wo|feed_forward\\.w2)\\.weight");

    private static final Pattern WHOLE =
            Pattern.compile("(?:layers\\.\\d+\\.)?(?:attention_|ffn_)?norm\\.weight|rope\\.freqs");

    private static final String EMBEDDING = "tok_embeddings.weight";
    private static final String NORM = "norm.weight";
    private static final Pattern QUERY = Pattern.compile("layers\\.\\d+\\.attention\\.wq\\.weight");
    private static final Pattern KEY =
            Pattern.compile("layers\\.\\d+\\.attention\\.w[kv]\\.weight");

    /// How a tensor lies in the parts.
    private enum Cut {
        ROWS,
        COLUMNS,
        NONE
    }

    private record Joined(Tensor whole, List<Tensor> slices, Cut cut) {}

    private final List<WeightsFile> parts;
    private final Map<String, Joined> joined = new LinkedHashMap<>();

    private ModelParallelFile(List<WeightsFile> parts) {
        this.parts = parts;
    }

    /// Whether a file of that name is a part.
    static boolean isPart(String fileName) {
        return PART.matcher(fileName).matches();
    }

    /// Returns those of `names` that are parts, in the order of their numbers.
    static List<String> partsOf(List<String> names) {
        return names.stream()
                .filter(ModelParallelFile::isPart)
                .sorted(Comparator.comparingInt(ModelParallelFile::number))
                .toList();
    }

    private static int number(String name) {
        Matcher matcher = PART.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /// Joins open files, which the result does not take over.
    ///
    /// @param parts all parts in the order of their numbers
    /// @param config the model's configuration, if it is known
    /// @throws Failure if parts are absent, are not of one model, or hold a tensor of which it is
    ///   not known how it is cut
    static ModelParallelFile of(List<WeightsFile> parts, Optional<ModelConfig> config)
            throws Failure {
        for (int i = 0; i < parts.size(); i++) {
            int number = number(FileNames.of(parts.get(i).path()));
            if (number != i) {
                throw absent(parts.get(i).path(), "part " + i + " of the model is absent");
            }
        }
        ModelParallelFile file = new ModelParallelFile(parts);
        for (Tensor tensor : parts.getFirst().tensors()) {
            file.join(tensor);
        }
        for (WeightsFile part : parts) {
            if (part.tensors().size() != file.joined.size()) {
                throw notOne(part.path(), "this part has other tensors than the first one");
            }
        }
        file.requireHeads(config);
        return file;
    }

    private void join(Tensor first) throws Failure {
        String name = first.name();
        List<Tensor> slices = new ArrayList<>();
        for (WeightsFile part : parts) {
            Optional<Tensor> slice = part.tensor(name);
            if (slice.isEmpty() || slice.get().dtype() != first.dtype()) {
                throw notOne(part.path(), "it is not in this part, or has another dtype there")
                        .at("tensor " + Shown.of(name));
            }
            slices.add(slice.get());
        }
        Cut cut = parts.size() == 1 ? Cut.NONE : cut(first);
        long[] sizes = first.shape().sizes();
        int along = cut == Cut.COLUMNS ? 1 : 0;
        for (int i = 1; i < slices.size(); i++) {
            Shape shape = slices.get(i).shape();
            boolean fits = shape.rank() == sizes.length;
            for (int d = 0; fits && d < sizes.length; d++) {
                fits = shape.size(d) == sizes[d] || (cut != Cut.NONE && d == along);
            }
            if (!fits) {
                throw notOne(
                                parts.get(i).path(),
                                "its shape "
                                        + shape
                                        + " does not fit "
                                        + first.shape()
                                        + " of the first part")
                        .at("tensor " + Shown.of(name));
            }
        }
        if (cut != Cut.NONE) {
            sizes[along] = slices.stream().mapToLong(slice -> slice.shape().size(along)).sum();
        }
        joined.put(name, new Joined(new Tensor(name, first.dtype(), Shape.of(sizes)), slices, cut));
    }

    private Cut cut(Tensor first) throws Failure {
        String name = first.name();
        if (WHOLE.matcher(name).matches()) {
            return Cut.NONE;
        }
        boolean isMatrix = first.shape().rank() == 2;
        if (isMatrix && BY_ROWS.matcher(name).matches()) {
            return Cut.ROWS;
        }
        if (isMatrix && BY_COLUMNS.matcher(name).matches()) {
            return Cut.COLUMNS;
        }
        Optional<Tensor> norm = parts.getFirst().tensor(NORM);
        if (isMatrix && name.equals(EMBEDDING) && norm.isPresent()) {
            // Llama 1 and 2 cut the width, Llama 3 the vocabulary.
            long width = norm.get().elements();
            if (first.shape().size(1) == width) {
                return Cut.ROWS;
            }
            if (first.shape().size(1) * parts.size() == width) {
                return Cut.COLUMNS;
            }
        }
        throw Failure.of(
                        CheckpointProblem.PARTS_NOT_JOINED,
                        parts.getFirst().path(),
                        "this model lies in "
                                + parts.size()
                                + " model-parallel parts, and it is not known how this tensor is"
                                + " cut",
                        "Open the same model as Hugging Face's folder, or convert it with"
                                + " transformers' convert_llama_weights_to_hf.py")
                .at("tensor " + Shown.of(name));
    }

    /// Compares the rows of the projections with the heads: too few rows mean that parts are
    /// absent, which no name says.
    private void requireHeads(Optional<ModelConfig> config) throws Failure {
        Optional<Tensor> norm = tensor(NORM);
        long heads = config.map(c -> c.integer("num_attention_heads", 0)).orElse(0L);
        long keys = config.map(c -> c.integer("num_key_value_heads", heads)).orElse(0L);
        long size = config.map(c -> c.integer("head_dim", 0)).orElse(0L);
        boolean known = heads > 0 && size > 0;
        if (!known && (parts.size() == 1 || norm.isEmpty())) {
            return;
        }
        for (Joined one : joined.values()) {
            String name = one.whole().name();
            long rows = one.whole().shape().rank() == 2 ? one.whole().shape().size(0) : 0;
            boolean query = QUERY.matcher(name).matches();
            long right = query ? heads * size : keys * size;
            if (!known) {
                right = norm.map(Tensor::elements).orElse(0L);
            }
            boolean checked = query || (known && KEY.matcher(name).matches());
            if (checked && rows != right) {
                boolean fewer = rows > 0 && rows < right && right % rows == 0;
                throw absent(
                                parts.getFirst().path(),
                                "with "
                                        + (parts.size() == 1
                                                ? "this part alone"
                                                : "the " + parts.size() + " parts that are here")
                                        + " it has "
                                        + rows
                                        + " rows, the model's heads have "
                                        + right
                                        + (fewer ? ": parts of the model are absent" : ""))
                        .at("tensor " + Shown.of(name));
            }
        }
    }

    private static Failure absent(Path file, String what) {
        return Failure.of(
                CheckpointProblem.SHARD_ABSENT,
                file,
                what,
                "Put all consolidated.NN.pth of the model into one folder, with its params.json");
    }

    private static Failure notOne(Path file, String what) {
        return Failure.of(
                CheckpointProblem.PARTS_NOT_JOINED,
                file,
                what,
                "The parts are not of one model; get them all from one source");
    }

    /// Returns how many parts there are.
    int count() {
        return parts.size();
    }

    @Override
    public Path path() {
        return parts.getFirst().path();
    }

    @Override
    public long size() {
        return parts.stream().mapToLong(WeightsFile::size).sum();
    }

    @Override
    public String format() {
        return parts.getFirst().format();
    }

    @Override
    public List<Tensor> tensors() {
        return joined.values().stream().map(Joined::whole).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(joined.get(name)).map(Joined::whole);
    }

    @Override
    public Map<String, String> metadata() {
        return parts.getFirst().metadata();
    }

    @Override
    public List<String> notes() {
        return parts.getFirst().notes();
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        Joined one = joined.get(tensor.name());
        if (one == null || !one.whole().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + path());
        }
        WeightsFile.offsetWithin(tensor, firstElement, target.byteSize());
        if (one.cut() == Cut.NONE) {
            parts.getFirst().read(one.slices().getFirst(), firstElement, target);
            return;
        }
        int width = tensor.dtype().bytes();
        long columns = tensor.shape().size(1);
        long count = target.byteSize() / width;
        for (long done = 0; done < count; ) {
            long at = firstElement + done;
            // By rows the whole is one line of slices, by columns each row is.
            long from = one.cut() == Cut.ROWS ? at : at % columns;
            int part = 0;
            long length = length(one, part);
            while (from >= length) {
                from -= length;
                length = length(one, ++part);
            }
            long some = Math.min(count - done, length - from);
            long first = one.cut() == Cut.ROWS ? from : at / columns * length + from;
            parts.get(part)
                    .read(
                            one.slices().get(part),
                            first,
                            target.asSlice(done * width, some * width));
            done += some;
        }
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        Joined one = joined.get(tensor.name());
        if (one == null || count <= 0) {
            return List.of();
        }
        if (one.cut() == Cut.NONE) {
            return parts.getFirst().spans(one.slices().getFirst(), first, count);
        }
        List<List<ReadAhead.Span>> all = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < parts.size(); i++) {
            Tensor slice = one.slices().get(i);
            long from;
            long end;
            if (one.cut() == Cut.ROWS) {
                from = Math.max(0, first - before);
                end = Math.min(slice.elements(), first + count - before);
                before += slice.elements();
            } else {
                long columns = tensor.shape().size(1);
                from = first / columns * slice.shape().size(1);
                end = Math.ceilDiv(first + count, columns) * slice.shape().size(1);
            }
            all.add(end > from ? parts.get(i).spans(slice, from, end - from) : List.of());
        }
        return one.cut() == Cut.COLUMNS
                ? TensorSpans.sideBySide(all)
                : all.stream().flatMap(List::stream).toList();
    }

    /// Returns how many elements of a slice follow each other in the whole.
    private static long length(Joined one, int part) {
        Tensor slice = one.slices().get(part);
        return one.cut() == Cut.ROWS ? slice.elements() : slice.shape().size(1);
    }

    /// Leaves the parts open; they belong to the checkpoint that opened them.
    @Override
    public void close() {}
}
