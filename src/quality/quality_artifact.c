#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/criterion.h"

bool quality_artifact(struct text file, const struct quality_input *in, struct digest sha256, struct arena *a,
                      struct diag *d, struct findings *ret)
{
	struct artifact x = {.name = in->metrics[0].name, .sha256 = sha256};

	x.path = template_text(file, in->scope, ",", a, d);
	if (!x.path || !fs_size(fs_join(a, in->dir, x.path), d, &x.bytes)) {
		return false;
	}
	*vec_push(a, &ret->artifacts) = x;
	return true;
}
