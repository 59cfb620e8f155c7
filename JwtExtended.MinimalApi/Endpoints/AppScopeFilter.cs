using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Lets the static <c>Jwt</c> speak for the app from the first middleware on: an authentication handler of the application runs in front of
/// the middleware of <c>Jwt.Initialize</c>.
/// </summary>
/// <param name="find">Finds the scope of an app.</param>
internal sealed class AppScopeFilter(Func<IServiceProvider, AppScope> find) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner =>
        {
            // Runs when the pipeline is built: by then a startup class has been configured as well.
            var scope = find(app.ApplicationServices);
            return context => scope.IsAlone ? inner(context) : scope.RunAsync(context, inner);
        });
        next(app);
    };
}
