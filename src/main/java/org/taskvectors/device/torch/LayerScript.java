package org.taskvectors.device.torch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Layer;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// Writes one layer as a method of TorchScript. Layers with the same text share a method; a layer's
/// weights are its parameter `w`.
///
/// @param text what follows the method's name
/// @param weights in the order of `w`
record LayerScript(String text, List<Weights> weights) {
    /// `h`: tokens × width, float32, what came out of the layer before; changed in no place. `cos`,
    /// `sin`: tokens × 1 × headWidth, of the tokens' positions, the sign of each pair's first in
    /// `sin`; of any shape where nothing is rotated. `keys`, `values`: keyHeads × capacity ×
    /// headWidth. `mask`: what is added to the scores of kept tokens × seen positions; of any shape
    /// if `causal`. `past`: how many positions came before. `first`: the first position that is
    /// seen. `keep`: how many of the last tokens are wanted; the others only leave their keys and
    /// values.
    private static final String PARAMETERS =
            """
            (self: __torch__.M,
                h: Tensor,
                w: List[Tensor],
                cos: Tensor,
                sin: Tensor,
                keys: Tensor,
                values: Tensor,
                mask: Tensor,
                causal: bool,
                past: int,
                first: int,
                keep: int) -> Tensor:
            """;

    /// The same over nodes of texts that have no cache. What sees what is one or more groups of
    /// texts. `queries`: texts · keyHeads × group · asking positions, `keys`, `values`: texts ·
    /// keyHeads × seen positions: for each place the row that stands there, of the heads of all
    /// nodes (queries and keys node by node, first the query heads; and the values). `masks`: what
    /// is added to scores of asking × seen positions; of one number where each position sees all up
    /// to its own, which only what is longer than `limit` may leave to that. `places`: nodes ·
    /// heads, for each the row of what the groups' queries made, one group after the other. `rows`:
    /// the nodes that are kept in the last layer, `places` are then theirs.
    private static final String PACKED_PARAMETERS =
            """
            (self: __torch__.M,
                h: Tensor,
                w: List[Tensor],
                cos: Tensor,
                sin: Tensor,
                queries: List[Tensor],
                keys: List[Tensor],
                values: List[Tensor],
                masks: List[Tensor],
                limit: int,
                places: Tensor,
                rows: Tensor,
                isLast: bool) -> Tensor:
            """;

    /// Returns a layer that reads on after what its cache holds.
    static LayerScript cached(Architecture architecture, Layer layer, boolean isRotated) {
        Writer writer = new Writer(architecture, layer);
        writer.queries(isRotated);
        writer.cache();
        writer.attention();
        writer.narrow();
        writer.rest();
        return new LayerScript(PARAMETERS + writer.body.text(), writer.body.weights());
    }

    /// Returns a layer that reads several texts from their beginning, without padding but in the
    /// attention.
    static LayerScript packed(Architecture architecture, Layer layer, boolean isRotated) {
        Writer writer = new Writer(architecture, layer);
        writer.packedQueries(isRotated);
        writer.groups();
        writer.rest();
        return new LayerScript(PACKED_PARAMETERS + writer.body.text(), writer.body.weights());
    }

    private static final class Writer {
        private final Architecture architecture;
        private final Layer layer;
        private final Body body;
        private final int heads;
        private final int keyHeads;
        private final int headWidth;

        Writer(Architecture architecture, Layer layer) {
            this.architecture = architecture;
            this.layer = layer;
            this.body = new Body(architecture);
            this.heads = architecture.heads();
            this.keyHeads = architecture.keyHeads();
            this.headWidth = architecture.headWidth();
        }

        // Error Prone's annotation for this is not among our libraries.
        @SuppressWarnings("AnnotateFormatMethod")
        private void line(String line, Object... values) {
            body.line(String.format(Locale.ROOT, line, values));
        }

        /// Writes q, k, v: tokens × heads × headWidth; q and k in float32.
        void queries(boolean isRotated) {
            line("n = torch.size(h, 0)");
            body.norm("x", "h", layer.attentionNorm(), architecture.width());
            int keyWidth = architecture.keyWidth();
            body.product(
                    layer.queryKeyValue(),
                    "x",
                    List.of(architecture.queryWidth(), keyWidth, keyWidth),
                    List.of("q", "k", "v"));
            heads("q", heads, layer.queryNorm(), isRotated);
            heads("k", keyHeads, layer.keyNorm(), isRotated);
            line("v = torch.reshape(v, [n, %d, %d])", keyHeads, headWidth);
        }

        private void heads(String name, int count, Optional<Norm> norm, boolean isRotated) {
            String view = "torch.reshape(" + name + ", [n, " + count + ", " + headWidth + "])";
            line("%s = %s", name, Body.to(view, DType.F32));
            norm.ifPresent(one -> body.norm(name, name, one, headWidth));
            if (isRotated) {
                rotate(name, count);
            }
        }

        private void rotate(String name, int count) {
            if (architecture.rope().orElseThrow().isInterleaved()) {
                int pairs = headWidth / 2;
                line("t = torch.reshape(%s, [n, %d, %d, 2])", name, count, pairs);
                line("t = torch.reshape(torch.flip(t, [3]), [n, %d, %d])", count, headWidth);
            } else {
                line("t = torch.roll(%s, [%d], [2])", name, headWidth / 2);
            }
            // What is rotated is the script's own by now.
            line("%1$s = torch.addcmul_(torch.mul_(%1$s, cos), t, sin)", name);
        }

        /// Writes Q: 1 or more × groups…, see [#attention]; puts keys and values into the cache.
        void cache() {
            line("newk = torch.narrow(keys, 1, past, n)");
            line("newk = torch.copy_(newk, torch.transpose(k, 0, 1))");
            line("newv = torch.narrow(values, 1, past, n)");
            line("newv = torch.copy_(newv, torch.transpose(v, 0, 1))");
            line("m = torch.sub(torch.add(past, n), first)");
            line("kk = torch.unsqueeze(torch.narrow(keys, 1, first, m), 1)");
            line("vv = torch.unsqueeze(torch.narrow(values, 1, first, m), 1)");
            line("B = 1");
            line("q = torch.narrow(q, 0, torch.sub(n, keep), keep)");
            line("n = keep");
            grouped("q");
        }

        /// Writes qk, float32, and v: one row for each head of each node.
        void packedQueries(boolean isRotated) {
            if (layer.queryNorm().isPresent() || layer.keyNorm().isPresent()) {
                queries(isRotated);
                line("qk = torch.cat([q, k], 1)");
            } else {
                line("n = torch.size(h, 0)");
                body.norm("x", "h", layer.attentionNorm(), architecture.width());
                int queryWidth = architecture.queryWidth();
                int keyWidth = architecture.keyWidth();
                if (Body.isJoined(layer.queryKeyValue())) {
                    body.product(
                            layer.queryKeyValue(),
                            "x",
                            List.of(queryWidth + keyWidth, keyWidth),
                            List.of("qk", "v"));
                } else {
                    body.product(
                            layer.queryKeyValue(),
                            "x",
                            List.of(queryWidth, keyWidth, keyWidth),
                            List.of("q", "k", "v"));
                    line("qk = torch.cat([q, k], 1)");
                }
                heads("qk", heads + keyHeads, Optional.empty(), isRotated);
            }
            line("qk = torch.reshape(qk, [-1, %d])", headWidth);
            line("v = torch.reshape(v, [-1, %d])", headWidth);
        }

        /// Writes s, nodes × queries, and in the last layer narrows h.
        void groups() {
            int group = heads / keyHeads;
            line("parts = annotate(List[Tensor], [])");
            line("for i in range(torch.len(queries)):");
            line("  B = torch.size(queries[i], 0)");
            line("  n = torch.floordiv(torch.size(queries[i], 1), %d)", group);
            line("  m = torch.size(keys[i], 1)");
            line("  mask = masks[i]");
            gather("q", "qk", "queries[i]");
            gather("kk", "qk", "keys[i]");
            gather("vv", "v", "values[i]");
            line("  if torch.le(m, limit):");
            scores(group);
            line("  else:");
            line("    causal = torch.eq(torch.dim(mask), 1)");
            line("    q = torch.reshape(%s, [B, %d, n, %d])", toValues("q"), group, headWidth);
            line("    kk = torch.unsqueeze(%s, 1)", toValues("kk"));
            line("    vv = torch.unsqueeze(vv, 1)");
            body.indented("    ", this::attention);
            line("  parts2 = torch.append(parts, torch.reshape(s, [-1, %d]))", headWidth);
            line("s = torch.index_select(torch.cat(parts), 0, places)");
            line("s = torch.reshape(s, [-1, %d])", architecture.queryWidth());
            line("if isLast:");
            line("  h = torch.index_select(h, 0, rows)");
        }

        private void gather(String name, String from, String index) {
            line(
                    "  %s = torch.reshape(torch.index_select(%s, 0, torch.reshape(%s, [-1])), [B,"
                            + " -1, %d])",
                    name, from, index, headWidth);
        }

        private String toValues(String name) {
            return Body.to(name, layer.queryKeyValue().parts().getFirst().weights().dtype());
        }

        /// Scores of short texts are made as a whole, in float32: the fused operator takes three
        /// times as long for them.
        private void scores(int group) {
            double cap = architecture.attentionCap();
            line("    kk = torch.transpose(kk, 1, 2)");
            if (cap == 0) {
                line(
                        "    s = torch.baddbmm(torch.repeat(mask, [%d, 1]), q, kk, beta=1,"
                                + " alpha=%s)",
                        group, Body.number(architecture.queryScale()));
            } else {
                line("    s = torch.bmm(q, kk)");
                line(
                        "    s = torch.mul_(torch.tanh_(torch.mul_(s, %s)), %s)",
                        Body.number(architecture.queryScale() / cap), Body.number(cap));
                line("    s = torch.add_(s, torch.repeat(mask, [%d, 1]))", group);
            }
            line("    s = torch.bmm(%s, vv)", toValues("torch.softmax(s, -1)"));
        }

        /// Writes the queries by the key head that they read: texts · keyHeads × group × tokens ×
        /// headWidth.
        private void grouped(String name) {
            int group = heads / keyHeads;
            line(
                    "%1$s = torch.reshape(%1$s, [B, n, %2$d, %3$d, %4$d])",
                    name, keyHeads, group, headWidth);
            line(
                    "%1$s = torch.reshape(torch.permute(%1$s, [0, 2, 3, 1, 4]),"
                            + " [torch.mul(B, %2$d), %3$d, n, %4$d])",
                    name, keyHeads, group, headWidth);
        }

        /// Writes s, of the shape of the grouped queries, from q, kk, vv.
        void attention() {
            int group = heads / keyHeads;
            if (architecture.attentionCap() != 0) {
                capped(group);
                return;
            }
            line("q = torch.to(q, kk)");
            line("kk = torch.expand(kk, [-1, %d, -1, -1])", group);
            line("vv = torch.expand(vv, [-1, %d, -1, -1])", group);
            String scale = Body.number(architecture.queryScale());
            line("if causal:");
            line(
                    "  s = torch.scaled_dot_product_attention(q, kk, vv, None, 0., True,"
                            + " scale=%s)",
                    scale);
            line("else:");
            line(
                    "  s = torch.scaled_dot_product_attention(q, kk, vv, mask, 0., False,"
                            + " scale=%s)",
                    scale);
        }

        /// Scores that are capped go through no fused operator. They are float32, and made for one
        /// key head at a time, so that they stay small.
        private void capped(int group) {
            double cap = architecture.attentionCap();
            line("done = annotate(List[Tensor], [])");
            line("for g in range(torch.size(kk, 0)):");
            line("  kg = torch.to(torch.select(torch.select(kk, 0, g), 0, 0), 6)");
            line("  vg = torch.to(torch.select(torch.select(vv, 0, g), 0, 0), 6)");
            line("  qg = torch.to(torch.select(q, 0, g), 6)");
            line(
                    "  a = torch.matmul(torch.reshape(qg, [-1, %d]), torch.transpose(kg, 0, 1))",
                    headWidth);
            line(
                    "  a = torch.mul(torch.tanh(torch.mul(a, %s)), %s)",
                    Body.number(architecture.queryScale() / cap), Body.number(cap));
            line("  a = torch.add(torch.reshape(a, [%d, n, m]), mask)", group);
            line("  a = torch.reshape(torch.softmax(a, -1), [-1, m])");
            line("  o = torch.reshape(torch.matmul(a, vg), [%d, n, %d])", group, headWidth);
            line("  done2 = torch.append(done, o)");
            line("s = torch.stack(done)");
        }

        private void ungrouped() {
            int group = heads / keyHeads;
            line(
                    "s = torch.permute(torch.reshape(s, [B, %d, %d, n, %d]), [0, 3, 1, 2, 4])",
                    keyHeads, group, headWidth);
            line("s = torch.reshape(s, [-1, %d])", architecture.queryWidth());
        }

        void narrow() {
            ungrouped();
            line("h = torch.narrow(h, 0, torch.sub(torch.size(h, 0), keep), keep)");
        }

        /// Writes what follows the attention.
        void rest() {
            body.linear("o", "s", layer.output());
            added("add", layer.attentionPostNorm());
            body.norm("x", "h", layer.feedForwardNorm(), architecture.width());
            int inner = layer.down().inputs();
            if (architecture.isGated()) {
                body.product(layer.gateUp(), "x", List.of(inner, inner), List.of("gate", "up"));
                line("x = torch.mul_(%s, up)", activated("gate"));
            } else {
                body.product(layer.gateUp(), "x", List.of(inner), List.of("up"));
                line("x = %s", activated("up"));
            }
            body.linear("o", "x", layer.down());
            // The first sum is the layer's own, and may be added to in its place.
            added("add_", layer.feedForwardPostNorm());
            line("return h");
        }

        private void added(String operator, Optional<Norm> norm) {
            norm.ifPresent(
                    one -> {
                        line("o = %s", Body.to("o", DType.F32));
                        body.norm("o", "o", one, architecture.width());
                    });
            line("h = torch.%s(h, o)", operator);
        }

        private String activated(String name) {
            return switch (architecture.activation()) {
                case SILU -> "torch.silu(" + name + ")";
                case GELU -> "torch.gelu(" + name + ")";
                case GELU_TANH -> "torch.gelu(" + name + ", approximate=\"tanh\")";
            };
        }
    }
}
