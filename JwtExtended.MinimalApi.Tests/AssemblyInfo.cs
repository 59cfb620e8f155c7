[assembly: Parallelizable(ParallelScope.All)]
// Without it NUnit shares one fixture object between tests that run at the same time.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
