<?php
/**
 * Takes everything of the plugin's own out of the shop. What an order says stays: it is the shop's record.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** Cleans the site that is current. */
function clean_site(): void {
	$made = get_option( 'backorder_connector_page', array() );
	$page = is_array( $made ) ? get_post( (int) ( $made['id'] ?? 0 ) ) : null;
	if ( $page && hash( 'sha256', (string) $page->post_content ) === ( $made['hash'] ?? '' ) ) {
		wp_delete_post( $page->ID, true );
	}
	delete_option( 'backorder_connector_page' );
	delete_option( 'backorder_connector_public_url' );
	foreach ( array( '_backorder_connector_offer', '_backorder_lead_days', '_backorder_note' ) as $name ) {
		delete_post_meta_by_key( $name );
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		switch_to_blog( $site );
		clean_site();
		restore_current_blog();
	}
} else {
	clean_site();
}
