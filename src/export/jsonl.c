/* All that there is, to be read back: see store_dump. */
#include "secateur/export/export.h"
#include "secateur/store/store.h"

static bool write_jsonl(const struct export_source *from, FILE *out, struct diag *d)
{
	return store_dump(from->db, out, d);
}

const struct export_ops export_jsonl = {
	.name = "jsonl",
	.about = "every row of the database, one JSON object a line; secateur import reads it back",
	.is_whole = true,
	.write = write_jsonl,
};
