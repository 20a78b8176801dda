package org.taskvectors.ui.library;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.SignedMagnitudes;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.ErrorReport;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// The tensors of one item: the tree, the search in it, and the figures of the chosen tensor. All
/// reading happens in short jobs; what comes too late, because something else was chosen meanwhile,
/// is dropped.
public final class BrowserViewModel {
    /// What the tree shows.
    ///
    /// @param nodes its top level
    /// @param found how many tensors are in it
    /// @param isSearch whether it is the result of a search, to be shown unfolded
    public record Tree(List<TensorNode> nodes, int found, boolean isSearch) {
        static final Tree EMPTY = new Tree(List.of(), 0, false);
    }

    private final AppContext context;
    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ReadOnlyObjectWrapper<Tree> tree =
            new ReadOnlyObjectWrapper<>(this, "tree", Tree.EMPTY);
    private final ReadOnlyObjectWrapper<Optional<TensorFigures>> figures =
            new ReadOnlyObjectWrapper<>(this, "figures", Optional.empty());
    private final ReadOnlyObjectWrapper<FactorFigures> factors =
            new ReadOnlyObjectWrapper<>(this, "factors", FactorFigures.NONE);
    private final ReadOnlyObjectWrapper<Double> norm =
            new ReadOnlyObjectWrapper<>(this, "norm", Double.NaN);
    private final ReadOnlyObjectWrapper<String> message =
            new ReadOnlyObjectWrapper<>(this, "message", "");
    private final ReadOnlyObjectWrapper<String> trouble =
            new ReadOnlyObjectWrapper<>(this, "trouble", "");
    private final ObjectProperty<Optional<Tensor>> chosen =
            new SimpleObjectProperty<>(this, "chosen", Optional.empty());
    private @Nullable FileItem item;
    private List<Tensor> tensors = List.of();
    private TensorWords words = TensorWords.PLAIN;

    /// The name of the tensor that is to be chosen once it is there; empty mostly.
    private String wanted = "";

    private @Nullable Job<?> reading;
    private @Nullable Job<?> whole;

    public BrowserViewModel(AppContext context) {
        this.context = context;
        query.addListener((_, _, _) -> search());
        chosen.addListener((_, _, tensor) -> measure(tensor));
    }

    public StringProperty queryProperty() {
        return query;
    }

    public ReadOnlyObjectProperty<Tree> treeProperty() {
        return tree.getReadOnlyProperty();
    }

    /// The chosen tensor.
    public ObjectProperty<Optional<Tensor>> chosenProperty() {
        return chosen;
    }

    /// Its figures, when they are there.
    public ReadOnlyObjectProperty<Optional<TensorFigures>> figuresProperty() {
        return figures.getReadOnlyProperty();
    }

    /// What the factors say of the chosen tensor of an adapter, as soon as it is there; it comes
    /// before the figures, which need all the elements.
    ReadOnlyObjectProperty<FactorFigures> factorsProperty() {
        return factors.getReadOnlyProperty();
    }

    /// ‖τ‖ of a whole adapter from its factors; NaN while it is not known, where these do not say
    /// it, and for what is no adapter.
    ReadOnlyObjectProperty<Double> normProperty() {
        return norm.getReadOnlyProperty();
    }

    /// Why the chosen tensor could not be measured; empty mostly.
    public ReadOnlyObjectProperty<String> troubleProperty() {
        return trouble.getReadOnlyProperty();
    }

    /// What is said instead of a tree or of figures: that it is being read, or why it cannot be.
    public ReadOnlyObjectProperty<String> messageProperty() {
        return message.getReadOnlyProperty();
    }

    /// What the rows say.
    TensorWords words() {
        return words;
    }

    public int count() {
        return tensors.size();
    }

    /// Shows the tensors of `shown`. For the item that is shown already it does nothing unless its
    /// files are elsewhere now.
    public void show(FileItem shown) {
        FileItem before = item;
        item = shown;
        if (before != null
                && before.id().equals(shown.id())
                && before.path().equals(shown.path())
                && before.base().equals(shown.base())
                && before.said().equals(shown.said())) {
            return;
        }
        Job<?> measuring = whole;
        if (measuring != null) {
            measuring.cancel();
        }
        norm.set(Double.NaN);
        tensors = List.of();
        words = TensorWords.PLAIN;
        wanted = "";
        query.set("");
        chosen.set(Optional.empty());
        tree.set(Tree.EMPTY);
        message.set("Reading the headers…");
        context.background()
                .brief(
                        "Reading " + shown.name(),
                        (_, _) -> read(shown),
                        read -> took(shown, read),
                        failure -> failed(shown, failure));
    }

    /// Shows the tensors of `shown`, and chooses the one of that name as soon as they are there.
    public void show(FileItem shown, String tensor) {
        show(shown);
        wanted = tensor;
        chooseWanted();
    }

    private void chooseWanted() {
        Optional<Tensor> found =
                tensors.stream().filter(one -> one.name().equals(wanted)).findFirst();
        if (found.isPresent()) {
            wanted = "";
            chosen.set(found);
        }
    }

    private record Read(List<Tensor> tensors, TensorWords words, Tree tree) {}

    private Read read(FileItem shown) throws IOException {
        try (Opened open = context.workspace().state().located(shown).openWithBase()) {
            TensorWords words = TensorWords.of(open.checkpoint());
            List<Tensor> tensors =
                    Stream.concat(open.checkpoint().tensors().stream(), words.absent().stream())
                            .toList();
            return new Read(
                    tensors, words, new Tree(TensorTree.of(tensors, words), tensors.size(), false));
        }
    }

    private void took(FileItem shown, Read read) {
        if (isShown(shown)) {
            tensors = read.tensors();
            words = read.words();
            // The tree unfolds down to it as it is shown.
            chooseWanted();
            tree.set(read.tree());
            message.set(tensors.isEmpty() ? "It holds no tensors." : "");
            if (isAdapter(shown)) {
                measureWhole(shown);
            }
        }
    }

    private void failed(FileItem shown, Throwable failure) {
        if (isShown(shown)) {
            message.set(words(shown, failure));
        }
    }

    private String words(FileItem of, Throwable failure) {
        ErrorReport report = ErrorReport.of(context.program(), "Reading " + of.name(), failure);
        return report.what() + (report.advice().isEmpty() ? "" : " " + report.advice());
    }

    private void search() {
        String text = query.get().strip();
        List<Tensor> searched = tensors;
        TensorWords sizes = words;
        context.background()
                .brief(
                        "Searching tensors",
                        (_, _) -> {
                            if (text.isEmpty()) {
                                return new Tree(
                                        TensorTree.of(searched, sizes), searched.size(), false);
                            }
                            List<TensorNode> nodes = TensorTree.of(searched, sizes, text);
                            int found = nodes.stream().mapToInt(TensorNode::tensors).sum();
                            return new Tree(nodes, found, true);
                        },
                        found -> {
                            if (text.equals(query.get().strip()) && tensors.equals(searched)) {
                                tree.set(found);
                                message.set(
                                        found.found() == 0 && !searched.isEmpty()
                                                ? "No tensor's name contains “" + text + "”."
                                                : "");
                            }
                        });
    }

    private void measure(Optional<Tensor> tensor) {
        Job<?> before = reading;
        if (before != null) {
            before.cancel();
        }
        figures.set(Optional.empty());
        factors.set(FactorFigures.NONE);
        trouble.set("");
        FileItem of = item;
        if (of == null || tensor.isEmpty() || words.unreadable(tensor.get()).isPresent()) {
            return;
        }
        if (isAdapter(of)) {
            readFactors(of, tensor.get());
        }
        reading =
                context.background()
                        .brief(
                                "Measuring " + tensor.get().name(),
                                (progress, cancellation) ->
                                        measure(of, tensor.get(), progress, cancellation),
                                found -> {
                                    if (chosen.get().equals(tensor) && isShown(of)) {
                                        figures.set(Optional.of(found));
                                        countSigns(of, tensor.get(), found);
                                    }
                                },
                                failure -> {
                                    if (chosen.get().equals(tensor) && isShown(of)) {
                                        trouble.set(words(of, failure));
                                    }
                                });
    }

    /// What is kept of a vector has magnitudes alone. Where the signs cannot be read, the
    /// magnitudes stay, and their axis says so.
    private void countSigns(FileItem of, Tensor tensor, TensorFigures found) {
        if (found.bars().isEmpty()) {
            return;
        }
        reading =
                context.background()
                        .brief(
                                "Counting the signs of " + tensor.name(),
                                (progress, cancellation) -> {
                                    try (Opened open =
                                            context.workspace()
                                                    .state()
                                                    .located(of)
                                                    .openWithBase()) {
                                        return SignedMagnitudes.of(
                                                open.checkpoint(),
                                                tensor,
                                                found.lowest(),
                                                found.highest(),
                                                TensorFigures.BARS_OF_A_SIGN,
                                                progress,
                                                cancellation);
                                    }
                                },
                                counts -> {
                                    if (figures.get().filter(found::equals).isPresent()) {
                                        figures.set(
                                                Optional.of(found.with(counts, tensor.elements())));
                                    }
                                },
                                _ -> {});
    }

    private static boolean isAdapter(FileItem item) {
        return item.facts().flatMap(Facts::adapter).isPresent();
    }

    /// A failure is not said here: the tensor that it concerns says it when it is chosen.
    private void measureWhole(FileItem of) {
        whole =
                context.background()
                        .brief(
                                "Reading the factors of " + of.name(),
                                (progress, cancellation) -> {
                                    try (Opened open =
                                            context.workspace()
                                                    .state()
                                                    .located(of)
                                                    .openWithBase()) {
                                        return open.checkpoint() instanceof Vector adapter
                                                ? AdapterSpectra.of(
                                                                adapter,
                                                                context.compute(),
                                                                progress,
                                                                cancellation)
                                                        .norm()
                                                : Double.NaN;
                                    }
                                },
                                found -> {
                                    if (isShown(of)) {
                                        norm.set(found);
                                    }
                                },
                                _ -> {});
    }

    /// In milliseconds. Why it cannot be read is said by the figures, which need the factors too.
    private void readFactors(FileItem of, Tensor tensor) {
        context.background()
                .brief(
                        "Reading the factors of " + tensor.name(),
                        (_, _) -> {
                            try (Opened open =
                                    context.workspace().state().located(of).openWithBase()) {
                                return open.checkpoint() instanceof Vector adapter
                                        ? FactorFigures.of(AdapterSpectra.of(adapter, tensor))
                                        : FactorFigures.NONE;
                            }
                        },
                        found -> {
                            if (chosen.get().filter(tensor::equals).isPresent() && isShown(of)) {
                                factors.set(found);
                            }
                        },
                        _ -> {});
    }

    /// From what is kept of a vector; else the tensor is read.
    private TensorFigures measure(
            FileItem of, Tensor tensor, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean isVector = of.role().isVector();
        // What is kept is of the file as it is stored, without a scale or a base that was given.
        Optional<TensorProfile> kept =
                isVector && of.role() != Role.ADAPTER && of.said().equals(OpenOptions.NONE)
                        ? context.profiles()
                                .find(of.path())
                                .map(Measurement::profile)
                                .flatMap(
                                        profile ->
                                                profile.tensors().stream()
                                                        .filter(t -> t.name().equals(tensor.name()))
                                                        .findFirst())
                        : Optional.empty();
        if (kept.isPresent()) {
            return TensorFigures.of(kept.get(), isVector);
        }
        try (Opened open = context.workspace().state().located(of).openWithBase()) {
            TensorProfile measured =
                    ProfilePass.tensors(
                                    open.checkpoint(),
                                    List.of(tensor),
                                    context.compute(),
                                    progress,
                                    cancellation)
                            .getFirst();
            return TensorFigures.of(measured, isVector);
        }
    }

    /// Tensors whose names contain every word of `text`, for tests.
    List<Tensor> find(String text, int most) {
        String[] words = text.toLowerCase(Locale.ROOT).strip().split("\\s+");
        return tensors.stream()
                .filter(tensor -> TensorTree.matches(tensor.name().toLowerCase(Locale.ROOT), words))
                .limit(most)
                .toList();
    }

    private boolean isShown(FileItem shown) {
        return item != null
                && item.id().equals(shown.id())
                && item.path().equals(shown.path())
                && item.base().equals(shown.base())
                && item.said().equals(shown.said());
    }
}
