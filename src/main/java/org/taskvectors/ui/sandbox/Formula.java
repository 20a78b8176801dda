package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.sandbox.Laid;

/// What a side runs as a sum: θ₀ + 1.00 τ with the vectors' names below the line. Where there are
/// many terms or long names the rest is counted, and stands in the tooltip.
final class Formula extends HBox {
    private static final int MOST = 3;
    private static final int LONGEST = 14;

    Formula() {
        getStyleClass().add("formula");
        setMinWidth(0);
    }

    /// The base alone.
    void showBase() {
        getChildren().setAll(part("θ₀", "formula-text"));
        setAccessibleText("θ₀");
    }

    /// The base and the vectors on it; those with λ = 0 are no part of it.
    void show(List<Laid> vectors, SandboxViewModel model) {
        List<Laid> terms =
                vectors.stream()
                        .filter(laid -> laid.knob().lambda() != 0)
                        .filter(laid -> !laid.knob().families().isEmpty())
                        .toList();
        List<Label> parts = new ArrayList<>();
        parts.add(part("θ₀", "formula-text"));
        StringBuilder whole = new StringBuilder("θ₀");
        for (int i = 0; i < terms.size(); i++) {
            Laid laid = terms.get(i);
            double lambda = laid.knob().lambda();
            String sign = lambda < 0 ? " " + Digits.MINUS + " " : " + ";
            String number = Digits.decimals(2).format(Math.abs(lambda));
            String where = laid.isCurve() ? "·c(l)" : "";
            String name = model.name(laid);
            whole.append(sign).append(number).append(where).append(" τ ").append(name);
            if (i < MOST) {
                parts.add(part(sign + number + where + " τ", "formula-text"));
                parts.add(part(shortened(name), "formula-name"));
            }
        }
        if (terms.size() > MOST) {
            parts.add(part(" + " + (terms.size() - MOST) + " more", "formula-text"));
        }
        getChildren().setAll(parts);
        setAccessibleText(whole.toString());
        Tooltip.install(this, new Tooltip(whole.toString()));
    }

    private static String shortened(String name) {
        int head = LONGEST / 2;
        return name.length() <= LONGEST
                ? name
                : name.substring(0, head)
                        + "…"
                        + name.substring(name.length() - LONGEST + head + 1);
    }

    private static Label part(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        label.setMinWidth(style.equals("formula-name") ? 0 : USE_PREF_SIZE);
        return label;
    }
}
