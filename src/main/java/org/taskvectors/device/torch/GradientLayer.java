package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Layer;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Product;
import org.taskvectors.inference.Role;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.tensor.DType;

/// Writes one layer as a method of TorchScript through which gradients flow: no operator works in
/// place, and none has a slow way back. Layers with the same text share a method.
///
/// @param text what follows the method's name
/// @param weights that stay as they are, in the order of its parameter `w`
/// @param trained that the layer computes with, in the order of its parameter `f`; empty if there
///   is none
record GradientLayer(String text, List<Weights> weights, List<Leaf> trained) {
    /// `h`: tokens × width, what came out of the layer before. `cos`, `sin`: tokens × 1 ×
    /// headWidth, of the tokens' positions, the sign of each pair's first in `sin`; of any shape
    /// where nothing is rotated. `pad`: texts × longest, the token that stands there; what is
    /// behind a text's end is any token. `unpad`: for each token that is kept, its place in `pad`.
    /// `rows`: the tokens that are kept in the last layer. `mask`: longest × longest, what is added
    /// to scores.
    private static final String PARAMETERS =
            """
            (self: __torch__.M,
                h: Tensor,
                w: List[Tensor],
                f: List[Tensor],
                cos: Tensor,
                sin: Tensor,
                pad: Tensor,
                unpad: Tensor,
                rows: Tensor,
                mask: Tensor) -> Tensor:
            """;

    GradientLayer {
        weights = List.copyOf(weights);
        trained = List.copyOf(trained);
    }

    /// How a layer is written.
    ///
    /// @param isLast whether only some tokens are kept
    /// @param dropout which share of the factors' inputs is dropped; 0 to read without
    record Form(boolean isRotated, boolean isLast, double dropout) {}

    static GradientLayer of(
            Architecture architecture, int number, Layer layer, Leaves leaves, Form form) {
        Writer writer = new Writer(architecture, number, layer, leaves, form);
        writer.write();
        return new GradientLayer(
                PARAMETERS + writer.body.text(), writer.body.weights(), writer.used);
    }

    private static final class Writer {
        private final Architecture architecture;
        private final int number;
        private final Layer layer;
        private final Leaves leaves;
        private final Form form;
        private final Body body;
        private final List<Leaf> used = new ArrayList<>();
        private final DType dtype;
        private final int heads;
        private final int keyHeads;
        private final int headWidth;

        Writer(Architecture architecture, int number, Layer layer, Leaves leaves, Form form) {
            this.architecture = architecture;
            this.number = number;
            this.layer = layer;
            this.leaves = leaves;
            this.form = form;
            this.body = new Body(architecture, this::whole);
            this.dtype = layer.output().weights().dtype();
            this.heads = architecture.heads();
            this.keyHeads = architecture.keyHeads();
            this.headWidth = architecture.headWidth();
        }

        /// Weights that are trained themselves are computed with in the dtype in which they are
        /// held.
        private Optional<String> whole(Weights weights) {
            return leaves.whole(weights).map(leaf -> Body.to(name(leaf), weights.dtype()));
        }

        private String name(Leaf leaf) {
            int index = used.indexOf(leaf);
            if (index < 0) {
                used.add(leaf);
                index = used.size() - 1;
            }
            return "f[" + index + "]";
        }

        // Error Prone's annotation for this is not among our libraries.
        @SuppressWarnings("AnnotateFormatMethod")
        private void line(String line, Object... values) {
            body.line(String.format(Locale.ROOT, line, values));
        }

        void write() {
            factors();
            queries();
            attention();
            rest();
        }

        /// Writes `ab`, the layer's factors in the dtype of its products, and `whole`, the same in
        /// float32, where lengths are needed.
        private void factors() {
            leaves.layer(number)
                    .ifPresent(
                            leaf -> {
                                String name = name(leaf);
                                line(
                                        "ab = torch.split_with_sizes(%s, %s, 0)",
                                        Body.to(name, dtype), leaves.sizes(number));
                                if (leaves.method() == Method.DORA) {
                                    line(
                                            "exact = torch.split_with_sizes(%s, %s, 0)",
                                            name, leaves.sizes(number));
                                }
                            });
        }

        private void queries() {
            line("T = torch.size(h, 0)");
            norm("x", "h", layer.attentionNorm(), architecture.width());
            int keyWidth = architecture.keyWidth();
            List<Role> roles =
                    layer.queryKeyValue().parts().size() == 1
                            ? List.of(Role.QUERY_KEY_VALUE)
                            : List.of(Role.QUERY, Role.KEY, Role.VALUE);
            product(
                    layer.queryKeyValue(),
                    roles,
                    List.of(architecture.queryWidth(), keyWidth, keyWidth),
                    List.of("q", "k", "v"));
            heads("q", heads, layer.queryNorm(), scoreScale());
            heads("k", keyHeads, layer.keyNorm(), 1);
        }

        /// Writes a norm in the dtype of the products. libtorch's operator for the root of a mean
        /// of squares goes back in a dozen passes over the numbers; the sum of x · (x as a
        /// constant) has half the gradient of Σ x², and goes back in one.
        private void norm(String target, String source, Norm norm, int width) {
            if (architecture.norm() == Architecture.Norm.LAYER) {
                body.norm(target, Body.to(source, DType.F32), norm, width);
                line("%1$s = %2$s", target, Body.to(target, dtype));
                return;
            }
            line("exact32 = %s", Body.to(source, DType.F32));
            line("half = torch.sum(torch.mul(exact32, torch.detach(exact32)), [-1], True)");
            line(
                    "mean = torch.sub(torch.mul(half, %s), torch.mul(torch.detach(half), %s))",
                    Body.number(2.0 / width), Body.number(1.0 / width));
            line(
                    "exact32 = torch.mul(exact32, torch.rsqrt(torch.add(mean, %s)))",
                    Body.number(architecture.normEpsilon()));
            body.weight("gain", norm.weights());
            if (architecture.normOffset() == 0) {
                line(
                        "%s = torch.mul(%s, %s)",
                        target, Body.to("exact32", dtype), Body.to("gain", dtype));
            } else {
                line(
                        "gain = torch.add(%s, %s)",
                        Body.to("gain", DType.F32), Body.number(architecture.normOffset()));
                line("%s = %s", target, Body.to("torch.mul(exact32, gain)", dtype));
            }
        }

        /// Returns what scores are multiplied by; the queries are, since they are fewer.
        private double scoreScale() {
            double cap = architecture.attentionCap();
            return cap == 0 ? architecture.queryScale() : architecture.queryScale() / cap;
        }

        /// @param factor what the heads are multiplied by
        private void heads(String name, int count, Optional<Norm> norm, double factor) {
            line("%1$s = torch.reshape(%1$s, [T, %2$d, %3$d])", name, count, headWidth);
            norm.ifPresent(
                    one -> {
                        norm(name, name, one, headWidth);
                    });
            if (form.isRotated()) {
                rotate(name, count, factor);
            } else if (factor != 1) {
                line("%1$s = torch.mul(%1$s, %2$s)", name, Body.number(factor));
            }
            line("%1$s = torch.reshape(%1$s, [T, %2$d])", name, count * headWidth);
        }

        private void rotate(String name, int count, double factor) {
            if (architecture.rope().orElseThrow().isInterleaved()) {
                int pairs = headWidth / 2;
                line("t = torch.reshape(%s, [T, %d, %d, 2])", name, count, pairs);
                line("t = torch.reshape(torch.flip(t, [3]), [T, %d, %d])", count, headWidth);
            } else {
                line("t = torch.roll(%s, [%d], [2])", name, headWidth / 2);
            }
            line(
                    "%1$s = torch.addcmul(torch.mul(%1$s, %2$s), t, %3$s)",
                    name, angle("cos", factor), angle("sin", factor));
        }

        private String angle(String name, double factor) {
            return Body.to(
                    factor == 1 ? name : "torch.mul(" + name + ", " + Body.number(factor) + ")",
                    dtype);
        }

        /// Writes s, kept tokens × queries. The query heads that share a key head are rows of one
        /// product: the fused operator's way back takes several times as long.
        private void attention() {
            int group = heads / keyHeads;
            line("B = torch.size(pad, 0)");
            line("n = torch.size(pad, 1)");
            line("bk = torch.mul(B, %d)", keyHeads);
            padded("q", heads);
            padded("k", keyHeads);
            padded("v", keyHeads);
            line("q = torch.reshape(q, [bk, torch.mul(n, %d), %d])", group, headWidth);
            line("k = torch.reshape(k, [bk, n, %d])", headWidth);
            line("v = torch.reshape(v, [bk, n, %d])", headWidth);
            line("p = torch.bmm(q, torch.transpose(k, 1, 2))");
            line("p = torch.to(torch.view(p, [bk, %d, n, n]), 6)", group);
            double cap = architecture.attentionCap();
            line(
                    cap == 0
                            ? "p = torch.add(mask, p)"
                            : "p = torch.add(mask, torch.tanh(p), alpha=" + Body.number(cap) + ")");
            line("p = torch.softmax(p, -1)");
            line("p = torch.reshape(%s, [bk, torch.mul(n, %d), n])", Body.to("p", dtype), group);
            line("s = torch.view(torch.bmm(p, v), [B, %d, n, %d])", heads, headWidth);
            line(
                    "s = torch.reshape(torch.transpose(s, 1, 2), [-1, %d])",
                    architecture.queryWidth());
            line("s = torch.embedding(s, unpad)");
            if (form.isLast()) {
                line("h = torch.embedding(h, rows)");
            }
        }

        private void padded(String name, int count) {
            line(
                    "%1$s = torch.view(torch.embedding(%1$s, pad), [B, n, %2$d, %3$d])",
                    name, count, headWidth);
            line("%1$s = torch.transpose(%1$s, 1, 2)", name);
        }

        /// Writes what follows the attention.
        private void rest() {
            linear("o", "s", layer.output(), Role.ATTENTION_OUTPUT);
            added(layer.attentionPostNorm());
            norm("x", "h", layer.feedForwardNorm(), architecture.width());
            int inner = layer.down().inputs();
            if (architecture.isGated()) {
                List<Role> roles =
                        layer.gateUp().parts().size() == 1
                                ? List.of(Role.GATE_UP)
                                : List.of(Role.GATE, Role.UP);
                product(layer.gateUp(), roles, List.of(inner, inner), List.of("gate", "up"));
                line("x = torch.mul(%s, up)", activated("gate"));
            } else {
                product(layer.gateUp(), List.of(Role.UP), List.of(inner), List.of("up"));
                line("x = %s", activated("up"));
            }
            linear("o", "x", layer.down(), Role.DOWN);
            added(layer.feedForwardPostNorm());
            line("return h");
        }

        private void added(Optional<Norm> norm) {
            norm.ifPresent(one -> norm("o", "o", one, architecture.width()));
            line("h = torch.add(h, %s)", residual("o"));
        }

        private String residual(String name) {
            return Body.to(name, GradientScript.residual(dtype));
        }

        private String activated(String name) {
            return switch (architecture.activation()) {
                case SILU -> "torch.silu(" + name + ")";
                case GELU -> "torch.gelu(" + name + ")";
                case GELU_TANH -> "torch.gelu(" + name + ", approximate=\"tanh\")";
            };
        }

        /// Writes the outputs of linear layers that read x, with what is trained beside them.
        private void product(
                Product product, List<Role> roles, List<Integer> sizes, List<String> targets) {
            List<Linear> parts = product.parts();
            line("x = %s", Body.to("x", parts.getFirst().weights().dtype()));
            if (parts.size() == 1) {
                linear("joined", "x", parts.getFirst(), roles.getFirst());
                if (targets.size() == 1) {
                    line("%s = joined", targets.getFirst());
                    return;
                }
                line("split = torch.split_with_sizes(joined, %s, -1)", sizes);
                for (int i = 0; i < targets.size(); i++) {
                    line("%s = split[%d]", targets.get(i), i);
                }
                return;
            }
            // One product for all of them would have to put their gradients together on the way
            // back.
            if (leaves.method() != Method.LORA) {
                for (int i = 0; i < parts.size(); i++) {
                    linear(targets.get(i), "x", parts.get(i), roles.get(i));
                }
                return;
            }
            for (int i = 0; i < parts.size(); i++) {
                body.linear(targets.get(i), "x", parts.get(i));
            }
            List<Integer> changed =
                    IntStream.range(0, parts.size())
                            .filter(i -> leaves.pair(number, roles.get(i)).isPresent())
                            .boxed()
                            .toList();
            if (form.dropout() > 0 || changed.size() < 2) {
                changed.forEach(i -> lora(targets.get(i), "x", number, roles.get(i)));
            } else {
                together(changed, roles, targets);
            }
        }

        /// The first factors of all of them read the same numbers: one product.
        private void together(List<Integer> changed, List<Role> roles, List<String> targets) {
            List<Leaves.Pair> pairs =
                    changed.stream()
                            .map(i -> leaves.pair(number, roles.get(i)).orElseThrow())
                            .toList();
            String all =
                    pairs.stream()
                            .map(Leaves.Pair::a)
                            .map(Writer::piece)
                            .collect(Collectors.joining(", "));
            List<Long> ranks = pairs.stream().map(pair -> pair.a().shape().size(0)).toList();
            line("low = torch.mul(torch.linear(x, torch.cat([%s], 0)), %s)", all, scale());
            line("lows = torch.split_with_sizes(low, %s, -1)", ranks);
            for (int i = 0; i < changed.size(); i++) {
                line(
                        "%1$s = torch.add(%1$s, torch.linear(lows[%2$d], %3$s))",
                        targets.get(changed.get(i)), i, piece(pairs.get(i).b()));
            }
        }

        private String scale() {
            return Body.number(leaves.scale());
        }

        private static String piece(Leaves.Piece piece) {
            return "torch.view(ab[" + piece.index() + "], " + sizes(piece) + ")";
        }

        private static String exact(Leaves.Piece piece) {
            return "torch.view(exact[" + piece.index() + "], " + sizes(piece) + ")";
        }

        private static List<Long> sizes(Leaves.Piece piece) {
            return IntStream.range(0, piece.shape().rank()).mapToObj(piece.shape()::size).toList();
        }

        /// Writes a linear layer with what is trained beside it.
        private void linear(String target, String source, Linear linear, Role role) {
            body.linear(target, source, linear);
            if (leaves.method() == Method.DORA) {
                leaves.pair(number, role).ifPresent(pair -> dora(target, source, linear, pair));
            } else {
                lora(target, source, number, role);
            }
        }

        private void lora(String target, String source, int at, Role role) {
            leaves.pair(at, role)
                    .ifPresent(
                            pair -> {
                                low(dropped(source), pair);
                                line(
                                        "%1$s = torch.add(%1$s, torch.linear(low, %2$s))",
                                        target, piece(pair.b()));
                            });
        }

        private String dropped(String source) {
            String input = Body.to(source, dtype);
            return form.dropout() == 0
                    ? input
                    : "torch.dropout(" + input + ", " + Body.number(form.dropout()) + ", True)";
        }

        private void low(String input, Leaves.Pair pair) {
            line("low = torch.mul(torch.linear(%s, %s), %s)", input, piece(pair.a()), scale());
        }

        /// m·(W + s·B·A)/‖W + s·B·A‖ by rows; the norm is taken as a constant, as the paper's
        /// section 4.3 does.
        private void dora(String target, String source, Linear linear, Leaves.Pair pair) {
            Leaves.Piece magnitude = pair.magnitude().orElseThrow();
            line("input = %s", dropped(source));
            low("input", pair);
            line("bare = input");
            // The bias is no part of what is turned.
            body.linear(
                    "bare",
                    "input",
                    new Linear(linear.weights(), Optional.empty(), linear.isTransposed()));
            Function<String, String> exactly = text -> "torch.to(" + text + ", 6)";
            body.weight("turned", linear.weights());
            line("turned = %s", exactly.apply("turned"));
            if (linear.isTransposed()) {
                line("turned = torch.transpose(turned, 0, 1)");
            }
            line(
                    "turned = torch.add(turned, torch.matmul(%s, %s), alpha=%s)",
                    exact(pair.b()), exact(pair.a()), scale());
            line("lengths = torch.detach(torch.norm(turned, 2, [1]))");
            line("share = %s", Body.to("torch.div(" + exact(magnitude) + ", lengths)", dtype));
            line("bare = torch.mul(bare, torch.sub(share, 1))");
            line("low = torch.linear(low, %s)", piece(pair.b()));
            line("%1$s = torch.add(torch.add(%1$s, bare), torch.mul(low, share))", target);
        }
    }
}
