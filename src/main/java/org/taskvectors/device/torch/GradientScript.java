package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.tensor.DType;

/// Writes a whole model as methods of TorchScript through which gradients flow, and the optimizer.
///
/// @param text of all methods
/// @param embedding looks tokens up where their embedding is trained; empty where it is not
/// @param training each layer as it is trained: with dropout
/// @param reading each layer without dropout
/// @param loss the last norm, the head, and the loss
/// @param logits the last norm and the head
record GradientScript(
        String text,
        Optional<Call> embedding,
        List<Call> training,
        List<Call> reading,
        Call loss,
        Call logits) {
    /// Aliases of weights that gradients may flow through; see [Script#forward].
    private static final String ALIAS =
            """
              def frozen16(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.set_(torch.empty([0], dtype=15), x)
              def entered(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, RESIDUAL)
            """;

    /// AdamW, operator by operator as PyTorch's `_single_tensor_adamw`.
    private static final String OPTIMIZER =
            """
              def square(self: __torch__.M,
                g: Tensor) -> Tensor:
                return torch.sum(torch.square(torch.to(g, 7)))
              def gathered(self: __torch__.M,
                sum: Tensor,
                more: Tensor) -> Tensor:
                sum1 = torch.add_(sum, more)
                return torch.zero_(more)
              def forget(self: __torch__.M,
                g: Tensor) -> Tensor:
                return torch.zero_(g)
              def adamw(self: __torch__.M,
                p: Tensor,
                g: Tensor,
                m: Tensor,
                v: Tensor,
                clip: float,
                shrink: float,
                beta1: float,
                beta2: float,
                root: float,
                epsilon: float,
                step: float) -> Tensor:
                p1 = torch.mul_(p, shrink)
                g1 = torch.mul(g, clip)
                m1 = torch.lerp_(m, g1, torch.sub(1., beta1))
                v1 = torch.addcmul_(torch.mul_(v, beta2), g1, g1, value=torch.sub(1., beta2))
                d = torch.add_(torch.div_(torch.sqrt(v), root), epsilon)
                return torch.addcdiv_(p, m, d, value=torch.neg(step))
            """;

    GradientScript {
        training = List.copyOf(training);
        reading = List.copyOf(reading);
    }

    /// A method, and what it is called with.
    record Call(String method, List<Weights> weights, List<Leaf> trained) {}

    /// Returns the dtype of the residual stream of a model whose weights are held in `dtype`.
    static DType residual(DType dtype) {
        return dtype;
    }

    static GradientScript of(BoundModel model, TrainedPlan plan, Leaves leaves) {
        return new Writer(model, plan, leaves).script();
    }

    private static final class Writer {
        private final BoundModel model;
        private final Architecture architecture;
        private final TrainedPlan plan;
        private final Leaves leaves;
        private final DType dtype;
        private final Map<String, String> methods = new LinkedHashMap<>();

        Writer(BoundModel model, TrainedPlan plan, Leaves leaves) {
            this.model = model;
            this.architecture = model.architecture();
            this.plan = plan;
            this.leaves = leaves;
            this.dtype = model.layers().getFirst().output().weights().dtype();
        }

        GradientScript script() {
            List<Call> reading = layers(0);
            List<Call> training = plan.dropout() == 0 ? reading : layers(plan.dropout());
            Optional<Call> embedding = embedding();
            Call loss = head(true);
            Call logits = head(false);
            String alias = ALIAS.replace("RESIDUAL", "" + Body.code(residual(dtype)));
            StringBuilder text = new StringBuilder(Tensors.METHODS).append(alias).append(OPTIMIZER);
            methods.forEach((body, name) -> text.append("  def ").append(name).append(body));
            return new GradientScript(text.toString(), embedding, training, reading, loss, logits);
        }

        private List<Call> layers(double dropout) {
            List<Call> calls = new ArrayList<>();
            int last = architecture.layers() - 1;
            for (int i = 0; i <= last; i++) {
                GradientLayer.Form form =
                        new GradientLayer.Form(
                                architecture.rope(i).isPresent(), i == last, dropout);
                GradientLayer layer =
                        GradientLayer.of(architecture, i, model.layers().get(i), leaves, form);
                calls.add(call("layer", layer.text(), layer.weights(), layer.trained()));
            }
            return calls;
        }

        private Call call(String kind, String text, List<Weights> weights, List<Leaf> trained) {
            String name = methods.computeIfAbsent(text, _ -> kind + methods.size());
            return new Call(name, weights, trained);
        }

        private Optional<Call> embedding() {
            Optional<Leaf> table = leaves.whole(model.embedding());
            if (table.isEmpty()) {
                return Optional.empty();
            }
            List<Leaf> used = new ArrayList<>(List.of(table.get()));
            StringBuilder text =
                    new StringBuilder(
                            """
                            (self: __torch__.M,
                                tokens: Tensor,
                                places: Tensor,
                                f: List[Tensor]) -> Tensor:
                                h = torch.embedding(f[0], tokens)
                            """);
            text.append("    h = torch.mul(h, ")
                    .append(Body.number((float) architecture.embeddingScale()))
                    .append(")\n");
            model.positions()
                    .flatMap(leaves::whole)
                    .ifPresent(
                            leaf -> {
                                used.add(leaf);
                                text.append(
                                        "    h = torch.add(h, torch.embedding(f[1], places))\n");
                            });
            text.append("    return torch.to(h, ").append(Body.code(residual(dtype))).append(")\n");
            return Optional.of(call("embedding", text.toString(), List.of(), used));
        }

        /// `h`: what the last layer made; `part`: which of its rows; `target`: the tokens that
        /// follow these.
        private Call head(boolean isLoss) {
            List<Leaf> used = new ArrayList<>();
            Body body =
                    new Body(
                            architecture,
                            weights ->
                                    leaves.whole(weights)
                                            .map(
                                                    leaf -> {
                                                        if (!used.contains(leaf)) {
                                                            used.add(leaf);
                                                        }
                                                        return Body.to(
                                                                "f[" + used.indexOf(leaf) + "]",
                                                                weights.dtype());
                                                    }));
            body.line("h = " + Body.to("torch.index_select(h, 0, part)", DType.F32));
            body.norm("x", "h", model.finalNorm(), architecture.width());
            body.linear("y", "x", model.head());
            body.line("y = torch.to(y, 6)");
            double cap = architecture.logitCap();
            if (cap != 0) {
                String at = Body.number(cap);
                body.line("y = torch.mul(torch.tanh(torch.div(y, " + at + ")), " + at + ")");
            }
            body.line(
                    isLoss
                            ? "return torch.cross_entropy_loss(y, target, None, 2, -100, 0.)"
                            : "return y");
            String text =
                    "(self: __torch__.M,\n    h: Tensor,\n    w: List[Tensor],\n"
                            + "    f: List[Tensor],\n    part: Tensor"
                            + (isLoss ? ",\n    target: Tensor" : "")
                            + ") -> Tensor:\n"
                            + body.text();
            return call(isLoss ? "loss" : "logits", text, body.weights(), used);
        }
    }
}
