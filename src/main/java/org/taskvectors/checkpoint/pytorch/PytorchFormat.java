package org.taskvectors.checkpoint.pytorch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.HubNames;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// What `torch.save` writes: a zip since PyTorch 1.6, a series of pickles before.
public final class PytorchFormat implements Format {
    /// A dictionary of tensors as `torch.save` writes it, for notebooks that expect one.
    private static final OutputFormat OUTPUT =
            new OutputFormat("PyTorch .pth", ".pth", PytorchLayout::of);

    private static final Pattern WEIGHTS =
            Pattern.compile(
                    "(?:pytorch_model|adapter_model|consolidated|model).*\\.bin"
                            + "|.*\\.(?:pth|pt|ckpt)");

    /// What a training run leaves beside the weights, in files of the same kind.
    private static final Pattern TRAINING_STATE =
            Pattern.compile(
                    "(?:optimizer|scheduler|scaler|rng_state.*|training_args|.*_optim_states)"
                            + "\\.(?:bin|pth?)");

    /// How every pickle of torch.save began before PyTorch 1.6: protocol 2, then a magic number.
    private static final String LEGACY_MAGIC =
            "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";

    /// How pickles without a number of their protocol begin: an empty container or a class that is
    /// kept under a number, a container with its first value, or one value alone.
    private static final Pattern OLD_PICKLE =
            Pattern.compile(
                    "\\(?[ldt]?p\\d+\n"
                            + "|[\\]})]q"
                            + "|\\(?[ic][A-Za-z_][\\w.]*\n[A-Za-z_]\\w*\n(?:p\\d+\n|[q()])"
                            + "|\\([VSILF][^\n]*\n"
                            + "|[VSILF][^\n]*\n(?:p\\d+\n)?\\.");

    /// Where a tar archive says that it is one.
    private static final int TAR_MAGIC = 257;

    /// The first entry of the tar archives that PyTorch once wrote.
    private static final List<String> TAR_ENTRIES =
            List.of("storages\0", "tensors\0", "pickle\0", "sys_info\0");

    @Override
    public String label() {
        return "PyTorch";
    }

    @Override
    public List<String> endings() {
        return List.of(".pth", ".pt", ".bin", ".ckpt", ".th", ".pkl");
    }

    /// Many programs call their files `.bin`; of these only names that PyTorch's users know count.
    @Override
    public boolean isWeights(String fileName) {
        return WEIGHTS.matcher(fileName).matches() && !TRAINING_STATE.matcher(fileName).matches();
    }

    @Override
    public Optional<FileKind> recognise(FirstBytes bytes) throws Failure {
        if (bytes.startWith("PK\u0003\u0004") || bytes.startWith("PK\u0005\u0006")) {
            return zip(bytes);
        }
        if (bytes.startWith(LEGACY_MAGIC)) {
            return Optional.of(PytorchKind.PYTORCH_LEGACY);
        }
        if (isPickle(bytes) || isOldPickle(bytes)) {
            return Optional.of(PytorchKind.PICKLE);
        }
        boolean isTar =
                bytes.text().startsWith("ustar", TAR_MAGIC)
                        && TAR_ENTRIES.stream().anyMatch(bytes::startWith);
        return isTar ? Optional.of(PytorchKind.PYTORCH_TAR) : Optional.empty();
    }

    private static Optional<FileKind> zip(FirstBytes bytes) throws Failure {
        String names = bytes.text() + bytes.last();
        if (names.contains("/constants.pkl") || names.contains("/code/__torch__")) {
            return Optional.of(PytorchKind.TORCHSCRIPT);
        }
        return names.contains("/data.pkl") || names.contains("/.data/serialization_id")
                ? Optional.of(PytorchKind.PYTORCH)
                : Optional.empty();
    }

    /// Protocols 2 to 5 say their number first; the operation behind it is never 0, which tells
    /// them from the length of a damaged safetensors file.
    private static boolean isPickle(FirstBytes bytes) {
        String text = bytes.text();
        return bytes.count() > 3
                && text.charAt(0) == '\u0080'
                && text.charAt(1) >= 2
                && text.charAt(1) <= 5
                && text.charAt(2) != 0;
    }

    /// Protocols 0 and 1 have no number in front: a first value that is kept under a number, and a
    /// full stop at the end of the file.
    private static boolean isOldPickle(FirstBytes bytes) throws Failure {
        return OLD_PICKLE.matcher(bytes.text()).lookingAt() && bytes.last().endsWith(".");
    }

    @Override
    public HeaderSpan headerSpan(ReadableFile file, FileKind kind) {
        return kind.equals(PytorchKind.PYTORCH)
                ? PytorchFile.header(file)
                : HeaderSpan.beginning(file);
    }

    @Override
    public WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier)
            throws Failure {
        return kind.equals(PytorchKind.PYTORCH_LEGACY)
                ? PytorchFile.openLegacy(file, under)
                : PytorchFile.openZip(file, under);
    }

    @Override
    public Optional<HubNames> hubNames() {
        return Optional.of(new HubNames("pytorch_model", ".bin"));
    }

    @Override
    public Optional<OutputFormat> output() {
        return Optional.of(OUTPUT);
    }
}
