package io.conversation.webhook;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.paging.PageRequest;
import io.conversation.paging.Pagination;
import io.conversation.paging.Slice;

/** One page of the deliveries that have not been made. */
@Schema(name = "WebhookDeliveryPage", description = "One page of webhooks.", requiredProperties = { "deliveries",
        "pagination" })
record DeliveryPage(List<DeliveryView> deliveries, Pagination pagination) {

    static DeliveryPage of(Slice<Delivery> slice, PageRequest page) {
        return new DeliveryPage(slice.items().stream().map(DeliveryView::of).toList(), slice.pagination(page, null));
    }
}
