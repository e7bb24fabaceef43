/** The `command` adapter: any programs, as steps. Commands, variables and files are templates. */
#include "workload_command.h"

const struct workload_ops workload_command = {
	.part = {.name = "command",
                 .about = "any programs, as steps run in the run's own folder",
                 .fields = command_rows,
                 .n_fields = N_COMMAND_ROWS,
                 .size = sizeof(struct command)},
	.load = command_load,
	.config = command_config,
	.job = command_job,
	.effective = command_effective,
	.version = command_version,
};
