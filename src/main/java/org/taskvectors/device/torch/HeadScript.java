package org.taskvectors.device.torch;

import java.util.List;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// Writes the last norm and the head. The head may be larger than a tensor can be, and is called
/// for one part of its rows after the other.
///
/// @param text two methods, `last` and `head`
/// @param norm the first method's weights
/// @param parts the second method's weights, part by part
record HeadScript(String text, List<Weights> norm, List<Weights> parts) {
    static HeadScript of(BoundModel model) {
        Norm norm = model.finalNorm();
        Body last = new Body(model.architecture());
        last.norm("x", "h", norm, model.architecture().width());
        last.line("return x");
        Linear head = model.head();
        DType dtype = head.weights().dtype();
        Body logits = new Body(model.architecture());
        logits.line("y = torch.to(torch.linear(" + Body.to("x", dtype) + ", w), 6)");
        logits.line("y = torch.add(y, torch.to(bias, 6))");
        double cap = model.architecture().logitCap();
        if (cap != 0) {
            String at = Body.number(cap);
            logits.line("y = torch.mul(torch.tanh(torch.div(y, " + at + ")), " + at + ")");
        }
        // Java reads them.
        logits.line("return torch.to(y, torch.device(\"cpu\"), None, False, False)");
        String rows =
                "  def rows(self: __torch__.M,\n    x: Tensor,\n    first: int,\n    count: int) ->"
                        + " Tensor:\n    return torch.narrow(x, 0, first, count)\n";
        String text =
                rows
                        + "  def last(self: __torch__.M,\n"
                        + "    h: Tensor,\n"
                        + "    w: List[Tensor]) -> Tensor:\n"
                        + last.text()
                        + "  def head(self: __torch__.M,\n    x: Tensor,\n    w: Tensor,\n"
                        + "    bias: Tensor) -> Tensor:\n"
                        + logits.text();
        return new HeadScript(text, last.weights(), Body.parts(head.weights()));
    }
}
