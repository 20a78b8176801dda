package org.taskvectors.ui.library;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.ErrorReport;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

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
    private final TensorReadings readings;
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
        this.readings = new TensorReadings(context);
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
        if (HubActs.isResting(shown)) {
            message.set(
                    "Nothing of it was asked of the hub since the program started. Choose “Ask the"
                            + " hub” on its card.");
            return;
        }
        message.set("Reading the headers…");
        context.background()
                .brief(
                        "Reading " + shown.name(),
                        readings.headers(shown),
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

    private void took(FileItem shown, TensorReadings.Headers read) {
        if (isShown(shown)) {
            tensors = read.tensors();
            words = read.words();
            // The tree unfolds down to it as it is shown.
            chooseWanted();
            tree.set(new Tree(read.nodes(), tensors.size(), false));
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
                                readings.figures(of, tensor.get()),
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
                                readings.signs(of, tensor, found),
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
                                readings.norm(of),
                                found -> {
                                    if (isShown(of)) {
                                        norm.set(found);
                                    }
                                },
                                _ -> {});
    }

    /// Takes milliseconds. Why they cannot be read, the figures say, which need the factors too.
    private void readFactors(FileItem of, Tensor tensor) {
        context.background()
                .brief(
                        "Reading the factors of " + tensor.name(),
                        readings.factors(of, tensor),
                        found -> {
                            if (chosen.get().filter(tensor::equals).isPresent() && isShown(of)) {
                                factors.set(found);
                            }
                        },
                        _ -> {});
    }

    /// All tensors of the item, in the order of its files.
    List<Tensor> tensors() {
        return tensors;
    }

    private boolean isShown(FileItem shown) {
        return item != null
                && item.id().equals(shown.id())
                && item.path().equals(shown.path())
                && item.base().equals(shown.base())
                && item.said().equals(shown.said());
    }
}
