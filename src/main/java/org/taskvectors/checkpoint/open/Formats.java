package org.taskvectors.checkpoint.open;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Decoding;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.HubNames;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.gguf.GgufFormat;
import org.taskvectors.checkpoint.pytorch.PytorchFormat;
import org.taskvectors.checkpoint.quantized.QuantizedCheckpoint;
import org.taskvectors.checkpoint.safetensors.SafetensorsFormat;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// The list of the formats of files of weights and of the decodings of their tensors. Everything
/// that differs from format to format is asked through this list.
///
/// @param formats in the order in which a folder that holds several of them is opened
/// @param decodings in the order in which they wrap the stored tensors
/// @param computed the formats of documents that describe checkpoints computed from others
public record Formats(
        List<Format> formats, List<Decoding> decodings, List<ComputedFormat> computed) {
    /// All formats and decodings of the program.
    public static final Formats ALL =
            new Formats(
                    List.of(
                            new SafetensorsFormat(), //
                            new PytorchFormat(),
                            new GgufFormat()),
                    List.of(
                            (stored, _) -> QuantizedCheckpoint.over(stored), //
                            Adapters::over),
                    found());

    private static final String CONFIG = "config.json";
    private static final String INDEX = ".index.json";
    private static final Pattern NOT_READ = Pattern.compile(".*\\.(?:h5|msgpack|onnx|npz)");

    public Formats {
        formats = List.copyOf(formats);
        decodings = List.copyOf(decodings);
        computed = List.copyOf(computed);
    }

    /// A list without documents that describe checkpoints.
    public Formats(List<Format> formats, List<Decoding> decodings) {
        this(formats, decodings, List.of());
    }

    /// What computes lies above this room, which must not know it; so it is found by its service.
    private static List<ComputedFormat> found() {
        return ServiceLoader.load(ComputedFormat.class, ComputedFormat.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /// The kind of a file, and the format that recognised it.
    ///
    /// @param kind the kind by its bytes
    /// @param format the format that recognised it; empty if none did
    record Recognised(FileKind kind, Optional<Format> format) {}

    /// Returns the list with one more format at its end.
    public Formats with(Format more) {
        return new Formats(
                Stream.concat(formats.stream(), Stream.of(more)).toList(), decodings, computed);
    }

    /// Returns the endings of files that can be opened, with the dot.
    public List<String> endings() {
        return formats.stream().flatMap(format -> format.endings().stream()).distinct().toList();
    }

    /// Returns the format of documents that a file's name has the ending of; empty if it has none.
    public Optional<ComputedFormat> computed(Path path) {
        String name = FileNames.of(path).toLowerCase(Locale.ROOT);
        return computed.stream()
                .filter(format -> format.endings().stream().anyMatch(name::endsWith))
                .filter(_ -> !Files.isDirectory(path))
                .findFirst();
    }

    /// Whether a path is that of a document that describes a checkpoint, by its name.
    public boolean isComputed(Path path) {
        return computed(path).isPresent();
    }

    /// Returns the names of models on a hub that a document's checkpoint is computed from; none of
    /// other files.
    ///
    /// @throws Failure as [ComputedFormat#namedOnHub] does
    public List<String> namedOnHub(Path path, OpenOptions said) throws Failure {
        Optional<ComputedFormat> format = computed(path);
        return format.isPresent() ? format.get().namedOnHub(path, said) : List.of();
    }

    private List<String> endingsOfAll() {
        return Stream.concat(
                        endings().stream(),
                        computed.stream().flatMap(format -> format.endings().stream()))
                .distinct()
                .toList();
    }

    /// Returns the patterns of a file dialog: `*.safetensors`, documents that describe checkpoints,
    /// and the files that describe a folder.
    public List<String> dialogPatterns() {
        List<String> patterns =
                new ArrayList<>(endingsOfAll().stream().map(end -> "*" + end).toList());
        patterns.add("*" + INDEX);
        patterns.add(CONFIG);
        return patterns;
    }

    /// Returns the names of the formats, as in a sentence: `safetensors, PyTorch and GGUF`.
    public String labels() {
        List<String> labels = formats.stream().map(Format::label).toList();
        int last = labels.size() - 1;
        return last == 0
                ? labels.getFirst()
                : String.join(", ", labels.subList(0, last)) + " and " + labels.get(last);
    }

    /// Returns a file's name without the ending of a format, whatever its case; the name itself if
    /// it has none.
    public String stem(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return endingsOfAll().stream()
                .filter(end -> lower.endsWith(end) && lower.length() > end.length())
                .findFirst()
                .map(end -> fileName.substring(0, fileName.length() - end.length()))
                .orElse(fileName);
    }

    /// Whether a file's name has the ending of a format.
    public boolean hasEnding(String fileName) {
        return !stem(fileName).equals(fileName);
    }

    /// Whether a file of that name holds weights, or says which of several files do.
    public boolean isWeightsName(String fileName) {
        return isRead(fileName) || isNotRead(fileName) || isIndex(fileName);
    }

    /// Returns which shard of a model a file of that name is, as Hugging Face names shards; empty
    /// if it is none.
    public Optional<ShardName> shard(String fileName) {
        return ShardName.of(fileName)
                .filter(shard -> hubNames().anyMatch(hub -> shard.ending().equals(hub.ending())));
    }

    /// Returns the formats that tensors can be saved in, the usual one first.
    public List<OutputFormat> outputs() {
        return formats.stream().flatMap(format -> format.output().stream()).toList();
    }

    /// Whether a file of that name holds weights in one of the formats.
    boolean isRead(String fileName) {
        return formats.stream().anyMatch(format -> format.isWeights(fileName));
    }

    /// Whether a file of that name holds weights in a format that is not read.
    static boolean isNotRead(String fileName) {
        return NOT_READ.matcher(fileName).matches();
    }

    /// Whether a file of that name says which shard holds which tensor.
    boolean isIndex(String fileName) {
        return hubNames().anyMatch(hub -> fileName.endsWith(hub.indexEnding()));
    }

    /// Whether a file of that name is a model's only file, whose name says nothing, so that the
    /// folder's name is used.
    boolean isWholeModel(String fileName) {
        return hubNames().anyMatch(hub -> fileName.equals(hub.whole()));
    }

    /// Whether a file of that name is an adapter's.
    boolean isAdapter(String fileName) {
        return hubNames().anyMatch(hub -> fileName.equals(hub.adapter()));
    }

    private Stream<HubNames> hubNames() {
        return formats.stream().flatMap(format -> format.hubNames().stream());
    }

    /// Recognises an open file by its first bytes.
    ///
    /// @throws Failure where reading fails
    Recognised recognise(ReadableFile file) throws Failure {
        if (file.size() == 0) {
            return new Recognised(OtherKind.EMPTY, Optional.empty());
        }
        FirstBytes bytes = FirstBytes.of(file);
        for (Format format : formats) {
            Optional<FileKind> kind = format.recognise(bytes);
            if (kind.isPresent()) {
                return new Recognised(kind.get(), Optional.of(format));
            }
        }
        return new Recognised(OtherKinds.of(bytes), Optional.empty());
    }

    /// Returns the bytes by which an open file is identified, whether or not it holds weights:
    /// those that describe its tensors, or its beginning.
    ///
    /// @throws Failure where reading fails
    public HeaderSpan headerSpan(ReadableFile file) throws Failure {
        Recognised found = recognise(file);
        return found.format().isPresent()
                ? found.format().get().headerSpan(file, found.kind())
                : HeaderSpan.beginning(file);
    }

    /// Returns the failure for a file of a kind that is not opened.
    Failure refusal(FileKind kind, ReadableFile file) {
        String advice =
                kind.equals(OtherKind.UNKNOWN)
                        ? capitalised(labels()) + " files are read, and the folders around them"
                        : kind.advice();
        return Failure.of(kind, file.path(), kind.what(), advice);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
