/// Chat templates: the subset of Jinja that they use, interpreted by own code without reflection,
/// with limits on everything that a template can make grow. `ChatTemplate` is the way in.
@NullMarked
package org.taskvectors.tokenizer.template;

import org.jspecify.annotations.NullMarked;
