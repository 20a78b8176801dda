package org.taskvectors.ui.compare;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;
import org.taskvectors.workspace.FileItem;

/// The place where vectors are compared.
public final class ComparePlace implements Place {
    private final AppContext context;
    private final Consumer<List<FileItem>> tryThem;
    private final CompareViewModel model;
    private @Nullable CompareController controller;

    /// @param core what the place asks
    /// @param tryThem lets a model answer with the ticked vectors on it
    public ComparePlace(AppContext context, MeasuringCore core, Consumer<List<FileItem>> tryThem) {
        this.context = context;
        this.tryThem = tryThem;
        this.model = new CompareViewModel(context, core);
    }

    @Override
    public String id() {
        return Navigation.COMPARE;
    }

    @Override
    public String word() {
        return "Compare";
    }

    @Override
    public Ikon icon() {
        return Feather.TRENDING_UP;
    }

    @Override
    public String help() {
        return """
        Tick the vectors at the left; they stand together by base. A click on a vector's key gives \
        it another colour, F2 or its menu another name. Figures and table show what was chosen above them: norm, \
        sparsity, cosine similarity, signs, interference, spectrum or the distribution of magnitudes, by layer, by \
        module kind, by layer and module kind, or tensor by tensor. The table has the same numbers; a \
        click on a column's head sorts by it.

        A layer that is clicked in one figure is marked in all of them and in the table; a double \
        click goes down to its tensors, Escape comes back. Arrow keys walk through a figure that \
        has the focus. The pointer over a figure says exact values.

        Of more than two vectors the matrix holds all pairs: a click on a cell chooses its pair, in \
        the lines, in the table and in the card at the left; Ctrl click adds up to three. Vectors \
        on other bases are one click away.

        Spectrum is about the singular values of each matrix: “Measure spectra” finds them once, and \
        they are kept. Stable and effective rank say in how many directions a matrix changed, the \
        energy how much of the squared norm the first k keep, the overlap how many of the first k \
        directions two vectors share, beside what chance gives. Beside them stand the energies of \
        what is marked, or the singular values of one matrix.

        The threshold of sparsity answers while it is dragged: a share is the weights with |τ| at \
        most ε, where ε is a number or a multiple of an RMS. Every weight is counted.

        The sliders of a figure set its range: automatic, robust with outliers marked, or by hand. \
        The menu ⋯ saves it for a paper, on white: PNG, SVG, PDF, and its numbers as CSV; Ctrl S \
        saves the one in focus. “Add to figure sheet” puts it on a page with others, a, b, c. What is \
        undefined is a dash.\
        """;
    }

    @Override
    public Node node() {
        return controller().node();
    }

    @Override
    public void shown() {
        model.lookAgain();
    }

    @Override
    public List<Command> commands() {
        Stream<Command> measures =
                Stream.of(Measure.values())
                        .map(
                                measure ->
                                        command(
                                                "Compare: " + measure.label(),
                                                () -> model.measure(measure)));
        Stream<Command> groupings =
                Stream.of(Grouping.values())
                        .map(by -> command("Compare by " + word(by), () -> model.groupBy(by)));
        return Stream.concat(
                        Stream.of(
                                command("Add vector…", () -> controller().addVector()),
                                command(
                                        "Try the ticked vectors in the sandbox",
                                        () -> controller().tryVectors())),
                        Stream.concat(measures, groupings))
                .toList();
    }

    @Override
    public void close() {
        if (controller != null) {
            controller.close();
        }
        model.close();
    }

    private Command command(String label, Runnable action) {
        return new Command(
                label,
                "compare",
                () -> {
                    context.navigation().go(id());
                    action.run();
                });
    }

    private static String word(Grouping by) {
        return switch (by) {
            case LAYER -> "layer";
            case MODULE -> "module kind";
            case CELL -> "layer and module kind";
            case TENSOR -> "tensor";
        };
    }

    private CompareController controller() {
        if (controller == null) {
            controller = new CompareController(model, context, tryThem);
        }
        return controller;
    }
}
