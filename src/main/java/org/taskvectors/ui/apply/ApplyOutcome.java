package org.taskvectors.ui.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.BaseMatch;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.ui.common.HomePath;

/// What was saved, in words.
final class ApplyOutcome {
    private ApplyOutcome() {}

    static List<Node> nodes(ApplyResult result) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(label(summary(result.saved()), "medium"));
        result.change().ifPresent(change -> nodes.add(label(change(change), "secondary")));
        result.bases().stream()
                .filter(match -> match.kind() != BaseMatch.Kind.OTHER)
                .forEach(match -> nodes.add(label("Base: " + match.sentence() + ".", "secondary")));
        result.saved().notes().forEach(note -> nodes.add(label(sentence(note), "warning")));
        return nodes;
    }

    /// `112 tensors, 4.2 GB in ~/models/base+sst2, and in the library.`
    static String summary(SaveResult saved) {
        return Amounts.counted(saved.tensors(), "tensor")
                + ", "
                + Amounts.bytes(saved.bytesWritten())
                + " in "
                + HomePath.of(saved.path())
                + ", and in the library.";
    }

    /// `The change that was written: L2 norm 12.35, 0.412 % of the base's norm, 71.2 % exact
    /// zeros.`
    static String change(Measurement change) {
        NamedProfile named = change.named("change");
        Comparison comparison =
                new Comparison(
                        List.of(named),
                        Optional.empty(),
                        SharedNaming.of(List.of(named))::place,
                        Scope.ALL);
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        return "The change that was written: ‖Δ‖ "
                + VectorMetric.L2_NORM.quantity().say(all.l2Norm())
                + ", "
                + VectorMetric.RELATIVE_NORM.quantity().say(100 * all.relativeNorm())
                + " of the base's norm, "
                + VectorMetric.EXACT_ZEROS.quantity().say(100 * all.exactZeros())
                + " exact zeros.";
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static Label label(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
