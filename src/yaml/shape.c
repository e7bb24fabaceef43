/** The readers' shapes: a reader that is new in yaml.h is new here. */
#include "secateur/yaml/shape.h"

#define DECIMAL "([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?"
#define AMOUNT "[0-9]+(\\.[0-9]+)? *"
#define ONE_TIME AMOUNT "(d|h|min|m|s|ms|us|µs|ns)"

enum { MAX_COUNT = 1000 * 1000 * 1000 };

const struct shape shape_text = {.kind = SHAPE_TEXT};
const struct shape shape_name = {.kind = SHAPE_TEXT, .pattern = "^[A-Za-z0-9_.+-]+$"};
const struct shape shape_count = {.kind = SHAPE_WHOLE, .least = 0, .most = MAX_COUNT};
const struct shape shape_count1 = {.kind = SHAPE_WHOLE, .least = 1, .most = MAX_COUNT};
const struct shape shape_real = {.kind = SHAPE_REAL};
const struct shape shape_percent = {.kind = SHAPE_QUANTITY, .pattern = "^[+-]?" DECIMAL " *%$"};
const struct shape shape_texts = {.kind = SHAPE_EITHER,
                                  .of = &shape_text,
                                  .other = &(const struct shape){.kind = SHAPE_LIST, .of = &shape_text}};
const struct shape shape_command = {.kind = SHAPE_LIST, .of = &shape_text, .some = true};

static const struct shape seed = {.kind = SHAPE_WHOLE, .least = 0, .most = INT64_MAX};
static const struct shape truth = {.kind = SHAPE_BOOL};
static const struct shape duration = {.kind = SHAPE_QUANTITY, .pattern = "^" ONE_TIME "( *" ONE_TIME ")*$"};
static const struct shape bytes = {.kind = SHAPE_QUANTITY,
                                   .pattern = "^" AMOUNT "(B|kB?|KiB|[MGTP](B|iB)?)$"};

static const struct {
	bool (*read)(const struct yaml *y, void *into, struct yaml_reader *r);
	const struct shape *shape;
} readers[] = {
	{read_text, &shape_text},       {read_template, &shape_text},
	{read_name, &shape_name},       {read_count, &shape_count},
	{read_count1, &shape_count1},   {read_seed, &seed},
	{read_real, &shape_real},       {read_bool, &truth},
	{read_duration, &duration},     {read_bytes, &bytes},
	{read_percent, &shape_percent}, {read_texts, &shape_texts},
};

const struct shape *shape_of(const struct field *row)
{
	for (size_t i = 0; !row->shape && i < sizeof(readers) / sizeof(*readers); i++) {
		if (readers[i].read == row->read) {
			return readers[i].shape;
		}
	}
	return row->shape;
}
