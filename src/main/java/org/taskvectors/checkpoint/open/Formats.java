package org.taskvectors.checkpoint.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Decoding;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.HubNames;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.gguf.GgufFormat;
import org.taskvectors.checkpoint.pytorch.PytorchFormat;
import org.taskvectors.checkpoint.quantized.QuantizedCheckpoint;
import org.taskvectors.checkpoint.safetensors.SafetensorsFormat;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// The formats of files of weights and the decodings of what lies in them: the one place where they
/// are listed. Whatever differs from format to format is asked of this list.
///
/// @param formats in the order in which a folder that holds several of them is opened
/// @param decodings in the order in which they are put in front of the stored tensors
public record Formats(List<Format> formats, List<Decoding> decodings) {
    /// All that the program knows.
    public static final Formats ALL =
            new Formats(
                    List.of(
                            new SafetensorsFormat(), //
                            new PytorchFormat(),
                            new GgufFormat()),
                    List.of(
                            (stored, _) -> QuantizedCheckpoint.over(stored), //
                            Adapters::over));

    private static final String CONFIG = "config.json";
    private static final String INDEX = ".index.json";
    private static final Pattern NOT_READ = Pattern.compile(".*\\.(?:h5|msgpack|onnx|npz)");

    public Formats {
        formats = List.copyOf(formats);
        decodings = List.copyOf(decodings);
    }

    /// What a file is, and the format that reads it.
    ///
    /// @param kind what its bytes show
    /// @param format the format that recognised it; empty where none did
    record Recognised(FileKind kind, Optional<Format> format) {}

    /// The list with one more format, which comes last.
    public Formats with(Format more) {
        return new Formats(Stream.concat(formats.stream(), Stream.of(more)).toList(), decodings);
    }

    /// How the names of files end that can be opened, the dot included.
    public List<String> endings() {
        return formats.stream().flatMap(format -> format.endings().stream()).distinct().toList();
    }

    /// What a file dialog shows: `*.safetensors`, and the files that describe a folder.
    public List<String> dialogPatterns() {
        List<String> patterns = new ArrayList<>(endings().stream().map(end -> "*" + end).toList());
        patterns.add("*" + INDEX);
        patterns.add(CONFIG);
        return patterns;
    }

    /// The formats by their names, as a sentence has them: `safetensors, PyTorch and GGUF`.
    public String labels() {
        List<String> labels = formats.stream().map(Format::label).toList();
        int last = labels.size() - 1;
        return last == 0
                ? labels.getFirst()
                : String.join(", ", labels.subList(0, last)) + " and " + labels.get(last);
    }

    /// A file's name without the ending of a format, in whatever case it is written; the name
    /// itself where it has none.
    public String stem(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return endings().stream()
                .filter(end -> lower.endsWith(end) && lower.length() > end.length())
                .findFirst()
                .map(end -> fileName.substring(0, fileName.length() - end.length()))
                .orElse(fileName);
    }

    /// Whether a file's name ends as those of a format do.
    public boolean hasEnding(String fileName) {
        return !stem(fileName).equals(fileName);
    }

    /// Whether a file of that name holds weights, or says which of several files do.
    public boolean isWeightsName(String fileName) {
        return isRead(fileName) || isNotRead(fileName) || isIndex(fileName);
    }

    /// The part of a model that a file of that name is among others, as Hugging Face calls them;
    /// empty where it is none.
    public Optional<ShardName> shard(String fileName) {
        return ShardName.of(fileName)
                .filter(shard -> hubNames().anyMatch(hub -> shard.ending().equals(hub.ending())));
    }

    /// The formats that tensors can be saved in; the first is the usual one.
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

    /// Whether a file of that name is a model's only one, so that it is called as its folder is.
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

    /// What an open file is, from its first bytes.
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

    /// The bytes by which an open file is known again without reading it, whether or not it holds
    /// weights: those that describe its tensors, or its beginning.
    ///
    /// @throws Failure where reading fails
    public HeaderSpan headerSpan(ReadableFile file) throws Failure {
        Recognised found = recognise(file);
        return found.format().isPresent()
                ? found.format().get().headerSpan(file, found.kind())
                : HeaderSpan.beginning(file);
    }

    /// Why a file of that kind is not opened as weights.
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
