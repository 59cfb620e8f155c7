namespace Conduit.Api;

internal static class JsonSetup
{
    public static IServiceCollection AddConduitJson(this IServiceCollection services)
    {
        // A body that is not as expected is a status, also in Development.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        return services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.Converters.Add(new InstantConverter());
        });
    }
}
