package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// One open GGUF file, or one part of a split one. Opening reads its header and nothing else.
///
/// Quantised tensors are shown as float32, the numbers that they stand for. Names, rows and numbers
/// are those of Hugging Face's model if the architecture is known.
public final class GgufFile implements WeightsFile {
    /// Vocabularies have some hundred thousand tokens and merges.
    private static final long MOST_TEXTS = 1 << 22;

    private static final long MOST_TEXT_BYTES = 128L << 20;

    private final ReadableFile file;
    private final GgufHeader header;
    private final GgufMetadata model;
    private final Map<String, Entry> entries;
    private final List<Tensor> tensors;
    private final List<String> notes;
    private final EntryReader reader;

    private GgufFile(
            ReadableFile file,
            GgufHeader header,
            GgufMetadata model,
            List<Entry> offered,
            List<String> notes)
            throws Failure {
        this.file = file;
        this.header = header;
        this.model = model;
        this.tensors = offered.stream().map(Entry::tensor).toList();
        this.notes = List.copyOf(notes);
        this.reader = new EntryReader(file);
        this.entries = HashMap.newHashMap(tensors.size());
        for (Entry entry : offered) {
            Entry other = entries.put(entry.tensor().name(), entry);
            if (other != null) {
                throw Failure.of(
                                GgufProblem.DUPLICATE_TENSOR,
                                file.path(),
                                "this tensor and "
                                        + Shown.of(other.stored().name())
                                        + " are both Hugging Face's "
                                        + Shown.of(entry.tensor().name()),
                                HeaderCursor.DAMAGED)
                        .at("tensor " + Shown.of(entry.stored().name()));
            }
        }
    }

    /// Reads the header of an open file and takes the file over: closing this closes it, and so
    /// does a failure here. A file without tensors opens, for its tokenizer.
    ///
    /// @throws Failure with a [GgufProblem] where a rule of the format is broken
    public static GgufFile open(ReadableFile file) throws Failure {
        return open(file, null);
    }

    /// Opens a part of a split file.
    ///
    /// @param first the part that holds the model's metadata; null where this is that part, or the
    ///   whole
    /// @throws Failure with a [GgufProblem] if a rule of the format is broken, or if this is not a
    ///   part of the same model
    public static GgufFile open(ReadableFile file, @Nullable GgufFile first) throws Failure {
        try {
            GgufHeader header = GgufHeaderReader.read(file);
            GgufMetadata model = header.metadata();
            if (first != null) {
                requirePart(file, header.metadata(), first);
                model = first.model;
            }
            List<String> notes = new ArrayList<>(header.notes());
            List<Entry> offered =
                    HuggingFaceNames.offered(file.path(), model, header.tensors(), notes);
            return new GgufFile(file, header, model, offered, notes);
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static void requirePart(ReadableFile file, GgufMetadata part, GgufFile first)
            throws Failure {
        OptionalLong parts = first.header.metadata().count("split.count");
        boolean same =
                parts.isPresent()
                        && parts.equals(part.count("split.count"))
                        && part.count("split.no").orElse(0) > 0;
        if (!same) {
            throw Failure.of(
                    GgufProblem.SPLIT,
                    file.path(),
                    "this is not a further part of the model that begins in "
                            + Shown.of(String.valueOf(first.path().getFileName())),
                    "Open the files one by one");
        }
    }

    /// Whether this is a part of a model that was split into several files.
    public boolean isPart() {
        return header.metadata().count("split.count").orElse(1) > 1;
    }

    /// Checks by the metadata that `files` are all parts of the model in their order, whatever
    /// their names are.
    @Override
    public void requireWhole(List<WeightsFile> files) throws Failure {
        SplitParts.requireWhole(
                files.stream()
                        .filter(GgufFile.class::isInstance)
                        .map(GgufFile.class::cast)
                        .toList());
    }

    GgufHeader header() {
        return header;
    }

    /// Checks that there is something to read.
    ///
    /// @throws Failure where the file has no tensors and is no part of a split one
    public void requireTensors() throws Failure {
        if (!tensors.isEmpty() || isPart()) {
            return;
        }
        String vocabulary =
                header.metadata()
                        .tokenizer()
                        .map(
                                tokenizer ->
                                        String.format(
                                                Locale.ROOT,
                                                "a tokenizer (%s, %,d tokens) and ",
                                                Shown.of(tokenizer.model()),
                                                tokenizer.vocabularySize()))
                        .orElse("");
        throw Failure.of(
                GgufProblem.NO_TENSORS,
                file.path(),
                "this GGUF file has " + vocabulary + "no weights",
                "Open the file that holds the model's weights");
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
        return "GGUF file";
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::tensor);
    }

    @Override
    public Optional<Encoding> encoding(Tensor tensor) {
        return Optional.ofNullable(entries.get(tensor.name()))
                .map(entry -> entry.stored().type())
                .filter(GgmlType::isQuantized)
                .map(type -> new Encoding(type.name(), type.bitsPerWeight(), type.relativeError()));
    }

    @Override
    public Optional<String> undecoded(Tensor tensor) {
        return Optional.ofNullable(entries.get(tensor.name()))
                .map(entry -> entry.stored().type())
                .filter(type -> !type.isRead())
                .map(GgmlType::name);
    }

    /// Returns the raw blocks as one tensor of bytes, under llama.cpp's name.
    @Override
    public Optional<Codes> codes(Tensor tensor) {
        return Optional.ofNullable(entries.get(tensor.name()))
                .filter(entry -> entry.stored().type().isQuantized())
                .map(entry -> RawBlocks.codes(file, entry));
    }

    /// Returns the metadata as texts; arrays and very long texts by their size.
    @Override
    public Map<String, String> metadata() {
        return header.metadata().shown();
    }

    /// Returns the metadata with their types.
    public GgufMetadata typedMetadata() {
        return header.metadata();
    }

    @Override
    public Optional<Vocabulary> vocabulary() throws Failure {
        return GgufVocabulary.read(this);
    }

    /// Returns the model's configuration as the metadata give it, in Hugging Face's words.
    @Override
    public Optional<ModelConfig> config() {
        return Optional.of(HuggingFaceConfig.of(model, header, isPart()));
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        Entry entry = entries.get(tensor.name());
        if (entry == null || !entry.tensor().equals(tensor)) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + file.path());
        }
        WeightsFile.offsetWithin(tensor, firstElement, target.byteSize());
        try {
            reader.read(entry, firstElement, target);
        } catch (Failure e) {
            throw e.at("tensor " + Shown.of(tensor.name()) + ", " + e.place());
        }
    }

    /// Of a matrix that is stored transposed all of it: each row has elements from all over.
    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        Entry entry = entries.get(tensor.name());
        if (entry == null || count <= 0) {
            return List.of();
        }
        GgufHeader.Stored at = entry.stored();
        if (entry.order() instanceof StoredOrder.Transposed) {
            return List.of(new ReadAhead.Span(file.path(), at.position(), at.bytes()));
        }
        long weights = at.type().blockWeights();
        long from = first / weights * at.type().blockBytes();
        long end = Math.ceilDiv(first + count, weights) * at.type().blockBytes();
        return List.of(
                new ReadAhead.Span(
                        file.path(), at.position() + from, Math.min(end, at.bytes()) - from));
    }

    /// Reads an array of texts, a vocabulary for example, from the file. Bytes that are not UTF-8
    /// become \uFFFD.
    ///
    /// @throws IllegalArgumentException where the key has no such array
    /// @throws Failure where the file became shorter meanwhile, or where there are more than any
    ///   vocabulary has
    public List<String> texts(String key) throws Failure {
        GgufValue.Array array = array(key);
        if (array.of() != GgufValueType.STRING) {
            throw new IllegalArgumentException(key + " has no texts");
        }
        HeaderCursor cursor = new HeaderCursor(file, array.position());
        cursor.at("metadata " + Shown.of(key));
        List<String> texts = new ArrayList<>();
        requireKept(cursor, array.count(), MOST_TEXTS);
        long left = MOST_TEXT_BYTES;
        for (long i = 0; i < array.count(); i++) {
            int length = (int) Math.min(Integer.MAX_VALUE, cursor.stringLength());
            left -= length;
            requireKept(cursor, MOST_TEXT_BYTES - left, MOST_TEXT_BYTES);
            texts.add(new String(cursor.bytes(length), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /// Reads an array of floating-point or whole numbers, scores or types of tokens for example,
    /// from the file.
    ///
    /// @throws IllegalArgumentException where the key has no such array
    /// @throws Failure where the file became shorter meanwhile, or where there are more than any
    ///   vocabulary has
    public double[] numbers(String key) throws Failure {
        GgufValue.Array array = array(key);
        HeaderCursor cursor = new HeaderCursor(file, array.position());
        cursor.at("metadata " + Shown.of(key));
        requireKept(cursor, array.count(), MOST_TEXTS);
        double[] numbers = new double[Math.toIntExact(array.count())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] =
                    switch (array.of()) {
                        case FLOAT32 -> Float.intBitsToFloat(cursor.word());
                        case FLOAT64 -> Double.longBitsToDouble(cursor.doubleWord());
                        case INT32 -> cursor.word();
                        case UINT32 -> cursor.unsignedWord();
                        case INT64, UINT64 -> cursor.doubleWord();
                        case INT8 -> (byte) cursor.unsignedByte();
                        case UINT8 -> cursor.unsignedByte();
                        case INT16 -> cursor.halfWord();
                        case UINT16 -> Short.toUnsignedInt(cursor.halfWord());
                        case BOOL, STRING, ARRAY ->
                                throw new IllegalArgumentException(key + " has no numbers");
                    };
        }
        return numbers;
    }

    private static void requireKept(HeaderCursor cursor, long wanted, long most) throws Failure {
        if (wanted > most) {
            throw cursor.failure(
                    GgufProblem.VOCABULARY_TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "it holds %,d entries or bytes; no vocabulary has more than %,d",
                            wanted,
                            most),
                    HeaderCursor.DAMAGED);
        }
    }

    private GgufValue.Array array(String key) {
        if (header.metadata().values().get(key) instanceof GgufValue.Array array) {
            return array;
        }
        throw new IllegalArgumentException(key + " has no array");
    }

    @Override
    public void close() {
        file.close();
    }
}
