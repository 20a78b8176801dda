/// What a model is asked: texts with named fields and the labels that may answer them, those that
/// come with the program, a model's own and a person's; and chats in a model's own template.
@NullMarked
package org.taskvectors.prompt;

import org.jspecify.annotations.NullMarked;
