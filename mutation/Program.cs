using JwtExtended.MinimalApi.Mutation;
using JwtExtended.MinimalApi.Mutation.Workers;

switch (args)
{
    case [CoverageWorker.Command, var output]:
        return CoverageWorker.Run(output);
    case [MutantWorker.Command, .. var mutant]:
        return MutantWorker.Run(mutant is [var id] ? int.Parse(id, null) : null);
    default:
        return await MutationRun.RunAsync(args);
}
